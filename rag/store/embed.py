"""The embedding model as LlamaIndex knows embedding models."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from pydantic import PrivateAttr


class Encodes(Protocol):
    """What turns texts into vectors: ``Encoder``, or another to compare it with."""

    name: str

    def encode(self, texts: Sequence[str], /) -> npt.NDArray[np.float32]:
        """Unit vectors, float32 (n, dimension), in the order given."""


class MiniLMEmbedding(BaseEmbedding):
    """``Encoder`` behind LlamaIndex's interface; questions and texts are embedded alike."""

    _encoder: Encodes = PrivateAttr()

    def __init__(self, encoder: Encodes, **kwargs: Any) -> None:
        super().__init__(model_name=encoder.name, **kwargs)
        self._encoder = encoder

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        vectors: list[Embedding] = self._encoder.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> Embedding:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return self._get_text_embedding(query)
