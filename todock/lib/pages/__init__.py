"""What pages of all apps share: doors, htmx, pages of lists, what is kept, downloads."""
