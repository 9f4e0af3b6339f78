"""The chat in the browser: Gradio's page, our own contents, the same JSON as every other client."""
