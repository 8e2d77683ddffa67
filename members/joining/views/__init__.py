"""Pages of joining, by what the visitor does."""
