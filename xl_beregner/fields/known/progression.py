"""The fields of a school that rest on its pupils' results; what fills them is ``progression``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SCALARS: Final = ("progression_linje",)

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "progression": (
            "noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler", "elever",
            "vaerdi", "nedre", "oevre", "sammenlign", "udjaevnet", "dom", "tekst", "bemaerkning", "brud",
            "fortrolig",
        ),
    }
)  # fmt: skip
