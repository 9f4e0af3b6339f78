"""Whether the chosen sentences answer the question, and what speaks against it."""
