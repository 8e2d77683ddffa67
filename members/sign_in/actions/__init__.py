"""Writes about sign-ins."""
