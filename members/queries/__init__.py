"""What is read about members, and about where the vans go."""
