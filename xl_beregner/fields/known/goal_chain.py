"""The fields of a goal taken apart: nation, municipality, administration, district, school, group.

What fills them is ``goals.goal_chain``; the municipality's sum of its schools' goals is
``municipality.goal_sum``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CHAIN: Final = "maalkaede"
OWN: Final = "maalkaede_skole"
UPWARD: Final = "maalkaede_op"
GROUPS: Final = "maalkaede_grupper"
# The levels above a school's groups, from the top down: what stands after the bar in a row's key.
LEVELS: Final = ("land", "kommune", "forvaltning", "omraade", "skole")

# What a school writes beside an indicator, in the list ``OWN``.
GOAL, DUTY, ACTION = "eget_mal", "ansvar", "insats"

SCALARS: Final = ("maalkaede_linje",)

_NAMED: Final = ("noegle", "navn", "maaleenhed", "decimaler", "fortegn")
_RESULT: Final = ("resultat", "usikkerhed", "standardfejl", "aar", "forrige")

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # A row an indicator with a goal, and level.
        CHAIN: (
            *_NAMED, "navn_vist", "pejlemaerke", "niveau_noegle", "niveau", "enhed", "maal", "maaltype",
            "maal_tal", "maal_aar", "maal_kilde", "ansvar", *_RESULT, "status", "bemaerkning",
        ),
        # A row an indicator: where the school writes its own goal and duty.
        OWN: (
            *_NAMED, "pejlemaerke", "pejlemaerke_vist", "naermeste", "naermeste_maal", "besluttet", *_RESULT,
            "vis_foerst", "spoergsmaal", "fortrolig",
        ),
        # The same indicators: what the groups reached, added up to the school.
        UPWARD: (
            *_NAMED, "pejlemaerke", "pejlemaerke_vist", "naermeste", "naermeste_maal", "resultat",
            "usikkerhed", "grupper_resultat", "grupper_linje",
        ),
        # A row an indicator and group of the school.
        GROUPS: (
            *_NAMED, "navn_vist", "indikator", "gruppe", "gruppe_nr", "gruppe_slags", "antal", "er_del",
            *_RESULT, "skolen", "bemaerkning",
        ),
    }
)  # fmt: skip

# --- The municipality's --------------------------------------------------------------------------
SUM: Final = "maalsum"
SUM_SCHOOLS: Final = "maalsum_skoler"
SUM_SCALARS: Final = ("maalsum_linje", "maalsum_kort", "maalsum_ansvar_linje")
SUM_LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        SUM: (
            *_NAMED, "pejlemaerke", "pejlemaerke_vist", "resultat", "usikkerhed", "aar", "maal", "maaltype",
            "maal_tal", "maal_kilde", "ansvar", "forvaltning_maal", "forvaltning_ansvar", "skoler_med",
            "skoler_af", "daekning", "skolernes_maal", "sammen", "andel", "dom", "tekst", "spoergsmaal",
        ),
        SUM_SCHOOLS: (
            *_NAMED, "navn_vist", "indikator", "skole", "resultat", "antal", "maal", "aendring", "ansvar",
            "indsats", "bemaerkning",
        ),
    }
)  # fmt: skip
