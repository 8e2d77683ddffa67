"""What becomes HTML and is kept: offer cards, lists, the page of an item."""
