"""What waits to be sent: mails to people, messages to staff. Who sends what, its apps know."""
