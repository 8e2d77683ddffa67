"""Sign-in by OpenID Connect: the conversation with the one identity provider."""
