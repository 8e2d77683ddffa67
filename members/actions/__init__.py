"""Writes about members as a whole: their household, the lock on their row."""
