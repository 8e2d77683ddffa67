"""What holds of an application: steps, reasons, one form for names. Pure."""
