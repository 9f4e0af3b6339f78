"""A run, told to people and machines: terminal, Markdown, JUnit, JSON and one HTML page."""
