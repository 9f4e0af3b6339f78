"""Ingest and answering against stock LlamaIndex, measured side by side in one process."""
