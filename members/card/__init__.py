"""電子組合員証: the membership card, its number, bars and minute code; the counter."""
