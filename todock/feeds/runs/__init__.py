"""A file from the storage into the tables: one run, judged before it counts, watched on its way."""
