"""Forms that several rooms of members share."""
