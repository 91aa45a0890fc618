"""The fields of a school that tell of its last agreement, and which answers find their home in them.

What fills them is ``agreements``. An answer has a home when the template of the new year shows it as
history: it then starts blank, but for goals still in force. All others are carried over as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final

SCALARS: Final = ("sidste_skoleaar", "sidste_linje", "sidste_aftale_dato", "sidste_evaluering_dato")

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sidste_aftale": (
            "noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler", "aftalt_aar",
            "baseline", "maaltype", "maal", "niveau", "senest", "chance", "resultat", "observeret",
            "sikkerhed", "bemaerkning", "tiltag", "gennemfoert", "justeret", "begrundelse", "leder", "chef",
            "vurdering",
        ),
        "sidste_egne": (
            "noegle", "emne", "maal", "tegn", "resultat", "senest", "tiltag", "gennemfoert", "vurdering",
            "bemaerkning",
        ),
    }
)  # fmt: skip

# What a template asks for (a list or a single field) and the answers shown there, named as after ``svar_``.
HOMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "sidste_aftale": ("aftale__*", "evaluering__*"),
        "sidste_egne": ("egen_[0-9]_*", "sygefravaer_*", "oekonomi_*"),
        "sidste_aftale_dato": ("aftale_dato",),
        "sidste_evaluering_dato": ("evaluering_dato",),
    }
)


def has_home(answer: str, asked: Collection[str]) -> bool:
    """Tell whether an answer is shown as history in a template that asks for these lists and fields.

    ``answer`` is named with or without ``svar_``; ``asked`` as ``sidste_aftale`` or
    ``sidste_aftale__maal``, with or without ``felt_``.
    """
    name = answer.casefold().removeprefix("svar_")
    wanted = {one.casefold().removeprefix("felt_").partition("__")[0] for one in asked}
    return any(
        home in wanted and any(fnmatchcase(name, pattern) for pattern in patterns)
        for home, patterns in HOMES.items()
    )
