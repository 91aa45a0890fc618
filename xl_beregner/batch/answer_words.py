"""An answer as people call it; those told apart by a number share the words of their kind.

``indsats_2_maal`` is "Indsats 2: Mål": each part has a word of its own under ``collected_book.felt``.
"""

from __future__ import annotations

import re

from xl_beregner.texts import knows, say

_NUMBERED = re.compile(r"(.+?)_(\d+)(?:_(.+))?")


def answer_word(name: str) -> str | None:
    """Name an answer in the reader's language; None where nobody has words for it."""
    key = f"collected_book.felt.{name}"
    if knows(key):
        return say(key)
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return None
    stem, number, rest = found.groups()
    kind, about = answer_word(stem), answer_word(rest) if rest else ""
    if kind is None or about is None:
        return None
    return f"{kind} {number}: {about}" if about else f"{kind} {number}"
