"""What stops a command of a bare machine."""


class Trouble(Exception):
    """One sentence for the person at the terminal: what is wrong, and what to do."""
