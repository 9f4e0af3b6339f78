"""Rows of tables and items of lists: which of them is asked for."""
