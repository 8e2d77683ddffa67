"""Sign-in by OpenID Connect: allauth's adapter, hardened."""
