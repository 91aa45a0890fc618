"""The fields of a survey: a school's questions group by group, and a municipality's answers added up.

What fills a school's is ``survey``, a municipality's ``municipality.survey``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Who is asked: keys of rows and of answers (`svar_enkaet_elever_spurgt`).
PUPILS, PARENTS, STAFF = "elever", "foraeldre", "personale"
GROUPS: Final = (PUPILS, PARENTS, STAFF)

ANSWERS, RESULTS, ANALYSIS = "enkaet", "enkaet_resultat", "enkaet_analyse"
OPTIONS: Final = ("antal_1", "antal_2", "antal_3", "antal_4")
POSITIVE: Final = OPTIONS[:2]
ASKED, ANSWERED = "spurgt", "besvaret"

_ROW: Final = ("noegle", "gruppe", "gruppe_vist", "navn", "egen")

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ANSWERS: (*_ROW, "ramme"),
        RESULTS: (
            *_ROW, "offentlig", "offentlig_aar", "offentlig_maaleenhed", "offentlig_kommune",
            "offentlig_usikkerhed",
        ),
        ANALYSIS: (*_ROW, "spoergsmaal"),
    }
)  # fmt: skip

MUNICIPAL_SCALARS: Final = (
    "enkaet_overskrift", "enkaet_linje", "enkaet_svar_linje", "enkaet_spredning_linje",
)  # fmt: skip
MUNICIPAL_LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # One row a group that was asked.
        "enkaet_grupper": (
            "noegle", "navn", "skoler", "spurgt", "besvaret", "andel", "forrige_andel", "skjult", "tekst",
        ),
        # One row a group and common question.
        "enkaet_samlet": (
            "noegle", "gruppe", "gruppe_vist", "navn", "skoler", "svar", "andel", "nedre", "oevre", "billede",
            "maade", "design_effekt", "forrige", "aendring", "aendring_nedre", "aendring_oevre", "udvikling",
            "spoergsmaal", "bemaerkning",
        ),
        # The same by school, alphabetical, and the schools' own words; only in the edition fortrolig.
        "enkaet_skoler": (
            "noegle", "gruppe", "navn", "navn_vist", "skole", "svar", "andel", "nedre", "oevre", "billede",
            "udvikling", "bemaerkning",
        ),
        "enkaet_ord": (
            "noegle", "gruppe", "navn", "navn_vist", "skole", "andel", "udvikling", "analyse", "tiltag",
        ),
    }
)  # fmt: skip
