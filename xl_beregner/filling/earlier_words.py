"""What an archived answer was the answer to, in the reader's words.

A field of a template of one's own is its own word.
"""

from __future__ import annotations

import re

from xl_beregner.texts import knows, say

# egen_2_tiltag: the second of the school's own goals, and what was asked about it.
_PART = re.compile(r"(?P<part>[a-z_]+?)(?:_(?P<number>\d+))?_(?P<asked>[a-z]+)")


def word_of(field: str) -> str:
    """Say a field: ``Tiltag`` for ``tiltag``, ``Eget mål 2: tiltag`` for ``egen_2_tiltag``."""
    name, _, piece = field.partition(" (")
    more = f" ({piece}" if piece else ""
    if knows(f"refill.felt.{name}"):
        return say(f"refill.felt.{name}") + more
    found = _PART.fullmatch(name)
    if found and knows(f"refill.del.{found['part']}") and knows(f"refill.felt.{found['asked']}"):
        asked = say(f"refill.felt.{found['asked']}")
        part = say(f"refill.del.{found['part']}", nr=found["number"] or "")
        return f"{part}: {asked[0].lower()}{asked[1:]}{more}"
    return name.replace("_", " ").capitalize() + more
