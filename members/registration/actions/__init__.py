"""Changes of a registration, and requests to staff."""
