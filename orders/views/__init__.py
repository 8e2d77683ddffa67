"""Views of orders, one file per page."""
