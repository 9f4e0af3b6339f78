"""Bytes to a Document, and a Document to chunks that are exact slices of it."""
