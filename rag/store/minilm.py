"""all-MiniLM-L6-v2 as an ONNX graph of fused operators, built from its published weights.

The weights (Wang et al., MiniLM, arXiv 2002.10957; fine-tuned by sentence-transformers) come
as safetensors. Writing the graph ourselves needs no converter and no torch, and the fused
kernels of onnxruntime (``com.microsoft``) run it over 1.3 times as fast as the exported
graph quantised to eight bits, at full precision. ``build_layers`` gives the layers alone, for
weights trained further, of this model or of another of its kind (``rag/answering/reader.py``),
also in eight bits, and with what MPNet has besides (``mpnet``). The weights stay arrays beside the
graph: written into it they would be copied six times (1 s). Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper

from rag.store import mpnet

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, Floats]
Stored = Mapping[str, npt.NDArray[np.generic]]  # float, or int8 with a scale for each row

LAYERS = 6
HEADS = 12
POSITIONS = 512
EPSILON = 1e-12  # of LayerNorm

_FUSED = "com.microsoft"
_RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Model:
    """A serialised ONNX model, and the arrays that it names as external data."""

    graph: bytes
    weights: dict[str, npt.NDArray[np.generic]]


class _Graph:
    """Nodes and constants as they are added; every method returns the name of its output."""

    def __init__(self, weights: Stored) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, npt.NDArray[np.generic]] = {}
        self.epsilon = mpnet.EPSILON if mpnet.TABLE in weights else EPSILON
        self._weights = weights

    @property
    def dimension(self) -> int:
        """Numbers of a piece."""
        return len(self._weights["encoder.layer.0.output.dense.weight"])

    def constant(self, name: str, *weights: str) -> str:
        """The named weights, side by side, float32."""
        return self._keep(name, [self._weights[w].astype(np.float32, copy=False) for w in weights])

    def matrix(self, name: str, *weights: str) -> list[str]:
        """Linear layers' matrices, transposed, side by side; for eight bits their scales too."""
        arrays = [self._weights[w] for w in weights]
        kept = [self._keep(name, [a.T for a in arrays])]
        if arrays[0].dtype == np.int8:
            scales = [self._weights[f"{w}.scale"].astype(np.float32)[:, 0] for w in weights]
            kept.append(self._keep(f"{name}.scale", scales))
        return kept

    def smoothed(self, inputs: str, weights: str, output: str) -> str:
        """``inputs``, each number times what keeps its column from drowning the others.

        Of eight bits a few columns fifty times as large as the rest take all; the matrix has been
        divided by the same (SmoothQuant: Xiao et al., ICML 2023). Most matrices need none.
        """
        if f"{weights}.smooth" not in self._weights:
            return inputs
        return self.plain("Mul", [inputs, self.constant(output, f"{weights}.smooth")], f"{output}d")

    def _keep(self, name: str, arrays: Sequence[npt.NDArray[np.generic]]) -> str:
        joined = arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=-1)
        self.constants[name] = np.ascontiguousarray(joined)
        return name

    def fused(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=_FUSED, **attributes))
        return output

    def plain(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output


def _embeddings(graph: _Graph) -> str:
    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    tables = [graph.constant(name, f"embeddings.{name}.weight") for name in names]
    norm = [graph.constant(f"norm.{p}", f"embeddings.LayerNorm.{p}") for p in ("weight", "bias")]
    graph.nodes.append(
        helper.make_node(
            "EmbedLayerNormalization",
            ["input_ids", "token_type_ids", *tables, *norm],
            ["embedded", "unused_mask_index"],
            domain=_FUSED,
            epsilon=EPSILON,
        )
    )
    return "embedded"


def _add_and_norm(graph: _Graph, new: str, old: str, weights: str, output: str) -> str:
    """``LayerNorm(new + bias + old)`` with the bias of the linear layer before it.

    Not the fused ``SkipLayerNormalization``, which takes four times as long as these three.
    """
    scale, shift, bias = (
        graph.constant(f"{output}.{part}", f"{weights}.{part}")
        for part in ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
    )
    added = graph.plain("Add", [new, old], f"{output}.added")
    biased = graph.plain("Add", [added, bias], f"{output}.biased")
    return graph.plain("LayerNormalization", [biased, scale, shift], output, epsilon=graph.epsilon)


def _attention(graph: _Graph, hidden: str, prefix: str, own: str, added: str) -> str:
    """``added``: nothing, which pieces are there, or ``_RELATIVE``, numbers for each two."""
    projections = [f"{prefix}.attention.self.{name}" for name in ("query", "key", "value")]
    matrix, *scale = graph.matrix(f"{own}.qkv", *(f"{p}.weight" for p in projections))
    bias = graph.constant(f"{own}.qkv_bias", *(f"{p}.bias" for p in projections))
    if added == _RELATIVE:  # which the fused operator of eight bits knows nothing of
        sides = _times(graph, hidden, [matrix, *scale], f"{own}.sides")
        parts = [f"{own}.{name}" for name in ("query", "key", "value")]
        graph.nodes.append(helper.make_node("Split", [sides], parts, axis=-1))
        inputs = [*parts, bias, "", added]
        return graph.fused("MultiHeadAttention", inputs, f"{own}.attended", num_heads=HEADS)
    if not scale:
        inputs = [hidden, matrix, bias, added]
        return graph.fused("Attention", inputs, f"{own}.attended", num_heads=HEADS)
    eighth, step, zero = (f"{own}.hidden{part}" for part in ("", ".scale", ".zero"))
    graph.nodes.append(helper.make_node("DynamicQuantizeLinear", [hidden], [eighth, step, zero]))
    inputs = [eighth, matrix, bias, step, *scale, added, zero]
    return graph.fused("QAttention", inputs, f"{own}.attended", num_heads=HEADS)


def _times(graph: _Graph, inputs: str, matrix: list[str], output: str) -> str:
    """A matrix product, in eight bits where the matrix has its scales with it."""
    if len(matrix) > 1:
        return graph.fused("DynamicQuantizeMatMul", [inputs, *matrix], output)
    return graph.plain("MatMul", [inputs, *matrix], output)


def _layer(graph: _Graph, hidden: str, number: int, output: str, added: str) -> str:
    prefix, own = f"encoder.layer.{number}", f"layer{number}"
    attended = _attention(graph, hidden, prefix, own, added)

    def dense(inputs: str, name: str, weights: str) -> str:
        inputs = graph.smoothed(inputs, weights, f"{own}.{name}.smooth")
        matrix = graph.matrix(f"{own}.{name}.matrix", f"{weights}.weight")
        return _times(graph, inputs, matrix, f"{own}.{name}")

    mixed = dense(attended, "mixed", f"{prefix}.attention.output.dense")
    middle = _add_and_norm(graph, mixed, hidden, f"{prefix}.attention.output", f"{own}.middle")
    wide = dense(middle, "wide", f"{prefix}.intermediate.dense")
    bias = graph.constant(f"{own}.wide_bias", f"{prefix}.intermediate.dense.bias")
    active = graph.fused("BiasGelu", [wide, bias], f"{own}.active")
    narrow = dense(active, "narrow", f"{prefix}.output.dense")
    return _add_and_norm(graph, narrow, middle, f"{prefix}.output", output)


def build_graph(weights: Weights) -> Model:
    """The whole model.

    In: int32 ``input_ids``, ``token_type_ids`` and ``attention_mask`` of shape (texts, pieces).
    Out: float32 ``last_hidden_state`` (texts, pieces, 384).
    Raises KeyError when ``weights`` lacks a tensor.
    """
    graph = _Graph({name.removeprefix("bert."): array for name, array in weights.items()})
    hidden = _layers(graph, _embeddings(graph), "attention_mask", LAYERS)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "pieces"])
        for name in ("input_ids", "token_type_ids", "attention_mask")
    ]
    return _model(graph, inputs, hidden)


def build_layers(weights: Stored) -> Model:
    """The layers alone, as many as ``weights`` has, for texts of one length.

    In: float32 ``embedded`` (texts, pieces, numbers); with MPNet's table among the weights also
    ``relative`` (``mpnet.relative``). Out: float32 ``last_hidden_state``, of ``embedded``'s shape.
    Matrices that are int8, with float32 ``….scale`` (rows, 1), are multiplied in eight bits.
    Raises KeyError when ``weights`` lacks a tensor.
    """
    graph = _Graph(weights)
    inputs = [_floats("embedded", ["texts", "pieces", graph.dimension])]
    added = ""
    if mpnet.TABLE in weights:
        added = _RELATIVE
        inputs.append(_floats(_RELATIVE, [1, HEADS, "pieces", "pieces"]))
    return _model(graph, inputs, _layers(graph, "embedded", added, count(weights)))


def normed(states: Floats, weight: Floats, bias: Floats, epsilon: float = EPSILON) -> Floats:
    """What LayerNorm makes of states, float32 (pieces, numbers)."""
    centred = states - states.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + epsilon)
    return np.asarray(centred / spread * weight + bias, np.float32)


def count(weights: Mapping[str, object]) -> int:
    """How many layers there are weights for."""
    return sum(name.endswith("attention.self.query.weight") for name in weights)


def _layers(graph: _Graph, hidden: str, added: str, layers: int) -> str:
    for number in range(layers):
        last = number == layers - 1
        output = "last_hidden_state" if last else f"layer{number}.output"
        hidden = _layer(graph, hidden, number, output, added)
    return hidden


def _floats(name: str, shape: Sequence[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _model(graph: _Graph, inputs: Sequence[onnx.ValueInfoProto], output: str) -> Model:
    states = _floats(output, ["texts", "pieces", graph.dimension])
    constants = [_external(name, array) for name, array in graph.constants.items()]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [states], constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)],
    )
    model.ir_version = 8  # what opset 17 was published with; newer ones need newer runtimes
    return Model(model.SerializeToString(), graph.constants)


def _external(name: str, array: npt.NDArray[np.generic]) -> onnx.TensorProto:
    """A tensor whose values are handed to the runtime beside the graph."""
    tensor = onnx.TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(array.dtype),
        dims=array.shape,
        data_location=TensorProto.EXTERNAL,
    )
    tensor.external_data.add(key="location", value="beside the graph")
    return tensor
