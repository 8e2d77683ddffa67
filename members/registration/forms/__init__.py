"""What members type about their registration."""
