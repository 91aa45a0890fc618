"""File names: from a unit's number and name to a name every file system takes.

Where the files lie is in ``folder``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_NUMBER_LENGTH = 40
_NAME_LENGTH = 60

# Letters that Unicode does not take apart, and those a Nordic reader spells out.
_SPELLED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ð": "d", "þ": "th", "ł": "l"}
)


def slug(text: str, length: int = _NAME_LENGTH) -> str:
    """Spell a text with a to z, digits and single hyphens; empty when nothing of it can be spelled."""
    # Composed first: "å" written as a + ring must meet the table as one letter.
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) <= length:
        return words
    cut = words[:length]
    whole_words = cut.rpartition("-")[0]
    return (whole_words if len(whole_words) > length // 2 else cut).strip("-")


def file_names(units: Iterable[tuple[str, str]], suffix: str = ".xlsx") -> dict[str, str]:
    """Give each unit ``<number>_<slug><suffix>``, unlike all others even where case is ignored.

    A name depends on its own unit alone unless two collide, so a run of one unit finds the file of
    the whole run; colliding names are told apart by a piece of the number's hash, never by order.
    """
    wanted = {number: _stem(number, name) for number, name in units}
    taken: dict[str, int] = {}
    for stem in wanted.values():
        taken[stem.casefold()] = taken.get(stem.casefold(), 0) + 1
    return {
        number: (stem if taken[stem.casefold()] == 1 else f"{stem}-{_mark(number)}") + suffix
        for number, stem in wanted.items()
    }


def _stem(number: str, name: str) -> str:
    safe_number = re.sub(r"[^A-Za-z0-9-]+", "-", number).strip("-")[:_NUMBER_LENGTH]
    if safe_number != number:
        # "1/2" and "1-2" are two schools: a number that had to change carries its mark.
        safe_number = f"{safe_number}-{_mark(number)}".lstrip("-")
    tail = slug(name)
    return f"{safe_number}_{tail}" if tail else safe_number


def _mark(number: str) -> str:
    return hashlib.sha256(number.encode("utf-8", "backslashreplace")).hexdigest()[:6]
