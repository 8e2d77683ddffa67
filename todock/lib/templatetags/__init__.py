"""Template tags of the house, built in everywhere."""
