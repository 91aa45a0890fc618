"""Fields of a pupil that ``home`` gives: the page a teacher and the parents talk over."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SUBJECTS = (1, 2)
ROWS = 8  # the list has this many rows, always

SCALARS: tuple[str, ...] = (
    *(f"hjem_{name}_{number}" for number in SUBJECTS for name in ("fag", "status", "saetning")),
    "hjem_betyder",
    "hjem_kurve_titel",
    "hjem_kurve_laes",
    "hjem_kurve_mangler",
    "hjem_om_tallene",
)

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"hjem": ("tid", "linje", "k_dato", "k_nedre", "k_bredde", "k_midte")}
)
