"""The doors for programs: HTTP, the OpenAI shape and MCP, all over the same engine."""
