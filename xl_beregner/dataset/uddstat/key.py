"""The key to Uddannelsesstatistik.dk: from the environment, or from the operating system's own keyring.

The key is never written, told or logged. How it is sent is ``http``'s.
"""

from __future__ import annotations

import os
import re
from importlib import import_module

from xl_beregner.errors import SourceError

VARIABLE = "XL_BEREGNER_UDDSTAT_KEY"
SERVICE, ACCOUNT = "xl-beregner", "uddannelsesstatistik"

# Letters, digits and the few signs of a token; anything else would be another header, or no key at all.
_KEY = re.compile(r"[\x21-\x7e]{8,8192}")


def find_key() -> str:
    """Give the key; ``SourceError`` tells how to get one and where to put it."""
    key = _clean(os.environ.get(VARIABLE, "")) or _clean(_in_keyring())
    if not key:
        raise SourceError("fetch_noegle_mangler", variabel=VARIABLE)
    if not _KEY.fullmatch(key):
        raise SourceError("fetch_noegle_form", variabel=VARIABLE)
    return key


def _clean(key: str) -> str:
    """Take out what came along when the key was copied: line breaks, blanks, quotation marks."""
    return re.sub(r"\s+", "", key).strip("\"'")


def _in_keyring() -> str:
    try:
        keyring = import_module("keyring")
    except ImportError:  # the extra is not installed
        return ""
    try:
        return str(keyring.get_password(SERVICE, ACCOUNT) or "")
    except Exception:  # a locked or absent keyring has an error of its own on every system
        return ""
