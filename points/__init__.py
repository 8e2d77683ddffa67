"""THE LEDGER: points in, points out, stages; never learns what an order is."""
