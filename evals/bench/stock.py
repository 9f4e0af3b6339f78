"""Stock LlamaIndex at chunk size 200: its splitter, its index, its Chroma store."""

import re
from collections.abc import Sequence
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import NodeWithScore
from llama_index.vector_stores.chroma import ChromaVectorStore

from rag.reading.chunk import Pieces

CHUNK_SIZE, OVERLAP = 200, 20
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Stock:
    """What the LlamaIndex starter example gives, on disk, with its defaults.

    ``pieces`` sizes its chunks in the embedder's own word pieces, so that it too embeds every one.
    """

    def __init__(self, folder: Path, embedder: BaseEmbedding, pieces: Pieces) -> None:
        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        self._collection = client.create_collection("stock", embedding_function=None)
        store = ChromaVectorStore(chroma_collection=self._collection)
        self._index = VectorStoreIndex(
            nodes=[],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=embedder,
        )
        # The sentence function only spares it NLTK, which fails on hard-linked installs
        # (llama_index#22839).
        self._splitter = SentenceSplitter(
            chunk_size=CHUNK_SIZE,
            chunk_overlap=OVERLAP,
            tokenizer=pieces,
            chunking_tokenizer_fn=_SENTENCE.split,
        )

    def ingest(self, texts: Sequence[tuple[str, str]]) -> None:
        """Split, embed and store these (title, text) pairs."""
        documents = [Document(text=text, metadata={"title": title}) for title, text in texts]
        self._index.insert_nodes(self._splitter.get_nodes_from_documents(documents))

    def count(self) -> int:
        """How many chunks it holds."""
        return self._collection.count()

    def retrieve(self, question: str, limit: int) -> list[NodeWithScore]:
        """Its bare retrieval."""
        return self._index.as_retriever(similarity_top_k=limit).retrieve(question)
