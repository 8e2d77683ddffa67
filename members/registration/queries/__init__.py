"""What is asked about a membership and the requests of a member."""
