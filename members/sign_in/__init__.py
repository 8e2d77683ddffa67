"""Signing in by OIDC, 本人確認, and the sign-ins of a person."""
