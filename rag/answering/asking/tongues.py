"""The language of a question that is not English, as search terms know it."""

from rag.reading.tongues import is_small, tongue

__all__ = ["is_small", "tongue"]
