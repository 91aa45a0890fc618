"""The fields of a school's commitments: those of this year's plan, and last year's with what came of them.

Two lists, since a plan and the report on the one before are written at the same time: under ``egen_1`` stands
something else in each. What fills them is ``fields.commitments``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PLAN: Final = "forpligtelser"
LAST: Final = "sidste_forpligtelser"

# Keys of rows: those all schools share, as the settings number them, and a school's own.
COMMON, OWN = "faelles_", "egen_"
COMMON_ROWS, OWN_ROWS = 4, 6
# Rows to report in where there was no plan.
NEW_ROWS: Final = 3

# The two templates they are written in, and what the plan asks of each commitment.
PLAN_TEMPLATE, REPORT_TEMPLATE = "atagande_kvalitetsplan", "atagande_kvalitetsrapport"
WHAT, INDICATOR = "vad", "matetal"
HOW: Final = ("hur", "nar", "vem", "uppfoljning")
ANSWERS: Final = (WHAT, "varfor", *HOW, INDICATOR)

# What the year's own report ended with, where it has come home before the plan is filled.
CONCLUSIONS: Final = ("rapport_slutsats", "rapport_utvecklingsbehov")
LINE: Final = f"{LAST}_linje"
SCALARS: Final = (LINE, *CONCLUSIONS)

_NAMED: Final = ("noegle", "nr", "navn", "ramme", "slags")
# Of the indicator a commitment was tied to, as the list ``tal`` has them.
FIGURES: Final = (
    "maaleenhed", "decimaler", "forrige", "seneste", "usikkerhed", "aar_seneste", "udvikling", "spoergsmaal",
)  # fmt: skip

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {PLAN: _NAMED, LAST: (*_NAMED, "plan", "indikator", *FIGURES)}
)
