"""Random words that people read out, type, or carry in a link."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, without look-alikes."""


def random_signs(count: int) -> str:
    """Five bits each: a byte has as many of each sign."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(count))
