"""The same weights run as embedders plainly do: what stock LlamaIndex would have without us."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnxruntime
from safetensors.numpy import load
from tokenizers import Tokenizer

from rag.settings import Settings
from rag.store.encoder import MAX_PIECES, model_files
from rag.store.minilm import build_graph
from rag.store.runtime import Session


class PlainEncoder:
    """One session with ``settings.threads`` threads; the batch as it is given.

    Texts are cut at the model's limit and padded to the longest of their batch; the states are
    averaged over what is no padding and brought to unit length. Raises ModelError.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, settings: Settings) -> None:
        files = model_files(settings)
        self._tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
        self._tokenizer.enable_truncation(MAX_PIECES + 2)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings.threads
        self._session = Session(build_graph(load(files["model.safetensors"])), options)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 (n, 384)."""
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([e.ids for e in encoded], np.int32)
        mask = np.array([e.attention_mask for e in encoded], np.int32)
        states = self._session.run(
            input_ids=ids, token_type_ids=np.zeros_like(ids), attention_mask=mask
        )
        sums = (states * mask[:, :, None]).sum(axis=1)
        found: npt.NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return found
