"""The people and goods that every test knows."""
