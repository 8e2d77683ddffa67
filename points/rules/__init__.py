"""What points are earned, and until when they count. Pure."""
