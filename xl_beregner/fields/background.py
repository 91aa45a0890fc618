"""A background column of the schools, ``soc_...``, as people call it in a sentence."""

from __future__ import annotations

from typing import Final

from xl_beregner import texts

BACKGROUND: Final = "soc_"
_SHARE: Final = "_pct"


def in_a_sentence(key: str) -> str:
    """Name a column as it is called where it is known, else by its own heading."""
    plain = key.removeprefix(BACKGROUND)
    if texts.knows(known := f"allocation.faktor.{plain}"):
        said = texts.say(known)
        return said[:1].lower() + said[1:]
    return plain.removesuffix(_SHARE).replace("_", " ")
