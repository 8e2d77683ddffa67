"""Pure helpers without models, one file per concern."""
