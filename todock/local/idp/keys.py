"""The key that signs the tokens of the local identity provider: made once, kept under var."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def private_key(path: Path) -> str:
    """Return the private key in ``path`` as PEM; makes it, readable by its owner only, at first."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        making = path.with_suffix(".making")
        making.touch(mode=0o600)
        making.write_bytes(_new_key())
        making.rename(path)
    return path.read_text()


def _new_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
