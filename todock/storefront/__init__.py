"""Pages that show several apps at once: the home page, the help. No models."""
