"""Search: what a text asks for, what is found by it, how words are kept, what comes near."""
