"""What of points becomes HTML or words."""
