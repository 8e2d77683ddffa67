"""Every write to an order: by the member, at the deadline, by staff."""
