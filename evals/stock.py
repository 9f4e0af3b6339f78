"""Stock LlamaIndex retrieval to compare with: its defaults over Chroma, with our embedder.

``SentenceSplitter()`` as it comes, ``VectorStoreIndex`` and ``ChromaVectorStore``: what the
LlamaIndex starter example gives.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document as LlamaDocument
from llama_index.core import StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from rag.schema import Document
from rag.store.embed import MiniLMEmbedding
from rag.store.encoder import Encoder

Found = tuple[str, int, int]


class StockRetriever:
    """An index in memory over documents; ``names`` gives each document's name by id."""

    def __init__(
        self, documents: Sequence[Document], names: Mapping[str, str], encoder: Encoder
    ) -> None:
        client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
        collection = client.create_collection(f"stock-{uuid4().hex}", embedding_function=None)
        self._index = VectorStoreIndex.from_documents(
            [
                LlamaDocument(text=d.text, metadata={"file_name": Path(d.source).name}, id_=d.id)
                for d in documents
            ],
            storage_context=StorageContext.from_defaults(
                vector_store=ChromaVectorStore(chroma_collection=collection)
            ),
            transformations=[SentenceSplitter()],
            embed_model=MiniLMEmbedding(encoder),
        )
        self._names = names

    def retrieve(self, question: str, limit: int) -> list[Found]:
        """(document's name, start, end) of the best nodes; a node without offsets is left out."""
        found: list[Found] = []
        for scored in self._index.as_retriever(similarity_top_k=limit).retrieve(question):
            node = scored.node
            if isinstance(node, TextNode) and node.start_char_idx is not None:
                start = node.start_char_idx
                found.append((self._names[str(node.ref_doc_id)], start, start + len(node.text)))
        return found
