"""Headings made comparable: a person's ``Måleenhed`` and a program's ``maaleenhed`` are one.

Which headings a dataset's tables have stands in ``dataset.schema``, those of a function's table in
``catalog`` and ``texts``.
"""

from __future__ import annotations

import re

_NORDIC = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})


def plain(heading: object) -> str:
    """Make a heading comparable: lower case ASCII, Nordic letters spelt out, signs as ``_``."""
    text = str(heading).strip().casefold().translate(_NORDIC)
    return re.sub(r"[^a-z0-9%]+", "_", text).strip("_")
