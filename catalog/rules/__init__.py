"""What holds of offers and lists. Pure."""
