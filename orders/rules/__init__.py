"""What holds of an order: may it be ordered, what does it cost. Pure."""
