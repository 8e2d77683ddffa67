"""What a bare machine needs: embedded servers, the local identity provider, one run of all."""
