"""WHO: sign-ins, members, households and courses."""
