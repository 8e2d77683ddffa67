"""Forms of people: what they type, fields that know how they look, panels of a page."""
