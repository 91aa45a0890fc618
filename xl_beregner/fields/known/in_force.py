"""The fields of a school's goals in force; what fills them is ``goals.in_force``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SCALARS: Final = ("maal_linje",)

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "gaeldende_maal": (
            "noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler", "baseline",
            "maaltype", "maal", "niveau", "senest", "chance", "seneste", "aar_seneste", "tiltag",
            "bemaerkning",
        ),
    }
)  # fmt: skip
