"""The demo into the database, by the engine, the forms and the actions that everybody uses."""
