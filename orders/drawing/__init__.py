"""What of an order becomes HTML."""
