"""WHAT: categories, products, cycles and offers. Never learns who buys."""
