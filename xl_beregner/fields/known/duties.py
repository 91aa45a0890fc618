"""The fields of a municipality that count how its schools' commitments went.

What fills them is ``municipality.duties``; a school's own are ``commitments``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TABLE: Final = "faelles_forpligtelser"
LINE: Final = f"{TABLE}_linje"
COUNTS: Final = ("naaet", "delvist", "ikke_naaet", "uafgjort")

# Places on a page with fixed rows, as the list has them: the common ones, then the schools' own.
PLACES: Final = range(1, 6)
SHOWN: Final = ("navn", "tekst", "billede")

SCALARS: Final = (LINE, *(f"forpligtelse_{place}_{about}" for place in PLACES for about in SHOWN))
LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {TABLE: ("noegle", "nr", "navn", "ramme", "skoler", "af", "antal", *COUNTS, "tekst", "billede")}
)
