"""What people type about themselves, by noun."""
