"""What holds of members. Pure."""
