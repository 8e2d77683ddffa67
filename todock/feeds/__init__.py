"""Files that arrive from and leave to the other systems."""
