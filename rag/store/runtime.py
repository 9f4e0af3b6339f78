"""A model made ready to run by onnxruntime."""

import numpy as np
import numpy.typing as npt
import onnxruntime

from rag.store.minilm import Model

Vector = npt.NDArray[np.float32]


class Session:
    """A model made ready to run. One instance serves many threads.

    It reads the model's weights where they lie, so it keeps them.
    """

    def __init__(self, model: Model, options: onnxruntime.SessionOptions) -> None:
        self._weights = [
            onnxruntime.OrtValue.ortvalue_from_numpy(a) for a in model.weights.values()
        ]
        options.add_external_initializers(list(model.weights), self._weights)
        self._session = onnxruntime.InferenceSession(
            model.graph, options, providers=["CPUExecutionProvider"]
        )

    def run(self, **inputs: npt.NDArray[np.generic]) -> Vector:
        """The last hidden states, float32 (texts, pieces, 384)."""
        (states,) = self._session.run(None, inputs)
        return np.asarray(states)


def frugal(threads: int) -> onnxruntime.SessionOptions:
    """So many threads a run, that sleep while they wait."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it plans for fixed shapes; ours vary
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graph comes optimised: what else is fused is slower (``minilm._add_and_norm``).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return options
