"""Weights to vectors; SQLite, the truth; Chroma, derived from it."""

from rag.store.library import Library
from rag.store.lock import Owner, owner
from rag.store.store import Store, is_stale, open_store

__all__ = ["Library", "Owner", "Store", "is_stale", "open_store", "owner"]
