"""Weights to vectors; SQLite, the truth; Chroma, derived from it."""
