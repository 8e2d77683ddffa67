"""From bytes to good rows and problems."""
