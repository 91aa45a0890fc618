"""Fields of a school that ``school_calendar`` gives: the year's steps, one by one and month by month."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SCALARS: tuple[str, ...] = ("aarshjul_linje",)

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "aarshjul": (
            "noegle", "navn", "trin", "hvem", "hvem_navn", "fra", "til", "maaned", "uge", "tidspunkt", "om",
            "kilde", "er_eksempel",
        ),
        "aarshjul_maaneder": ("noegle", "maaned", "skole", "forvaltning", "politik"),
        "aarshjul_kilder": ("noegle", "kilde", "trin", "antal"),
    }
)  # fmt: skip
