"""What applicants and reviewers do, by noun."""
