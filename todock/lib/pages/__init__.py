"""What pages of all apps share: ways in and back, htmx, pages of lists, what is kept, downloads."""
