"""Passages to an answer: sentences chosen or written, cited, checked, or silence."""
