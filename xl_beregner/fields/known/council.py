"""The fields of a school's talk with its council: its topics and goals, and progression where there is some.

What fills them is ``goals.council`` and ``progression``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xl_beregner.fields.known import progression as known_progression

GOALS: Final = "kommunens_maal"
# As `progression`, but without the row that says why there is nothing: a sheet of it can be left out.
PROGRESSION: Final = "progression_resultater"

# Set once for all schools, in the dataset's settings; where a topic comes from beside it.
TOPICS: Final = tuple(f"kommunens_emne_{number}" for number in range(1, 5))
SCALARS: Final = tuple(name for topic in TOPICS for name in (topic, f"{topic}_ramme"))

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        GOALS: (
            "noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler", "gaelder_for",
            "maaltype", "maal", "skoleaar", "seneste", "aar_seneste", "kilde",
            "fortrolig",
        ),
        PROGRESSION: known_progression.LISTS["progression"],
    }
)  # fmt: skip

# Of a list with another's columns: whose.
_AS: Final[Mapping[str, str]] = MappingProxyType({PROGRESSION: "progression"})


def columns_as(table: str) -> str:
    """Name the list whose words tell of a list's columns."""
    return _AS.get(table, table)


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether its columns are another list's, so that they need not be told again."""
    return table in _AS
