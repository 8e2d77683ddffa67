"""What is read about applications."""
