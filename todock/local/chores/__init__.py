"""What `make` does for those who work on the code: lock file, browser, texts, templates."""
