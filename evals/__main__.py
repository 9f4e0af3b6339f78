"""``python -m evals`` is ``rag eval``."""

from evals.cli import app

app()
