"""A model writes: what it is told, how it is heard, and what of it may stand."""
