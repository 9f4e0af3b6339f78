"""A sentence against its source: what both say, the exact words it cites, and a verdict."""
