"""The demo: `making` writes files as the other systems would, `loading` brings them in."""
