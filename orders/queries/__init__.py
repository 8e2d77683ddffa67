"""What is read of orders, windows and limits."""
