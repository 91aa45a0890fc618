"""The fields of a grant that is shared out between schools: the factors, and what stands to each school.

What fills them is ``municipality.allocation``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Columns for factors beside each other in a row of a school.
MOST_FACTORS: Final = 6
# Pupils: of a school with fewer the index is said to swing.
FEW: Final = 100

SCALARS: Final = (
    "ressource_grundbeloeb", "ressource_pulje", "ressource_formel_linje", "ressource_med_linje",
    "ressource_vist_linje",
)  # fmt: skip

FACTORS: Final = "ressource_faktorer"
SCHOOLS: Final = "ressource_skoler"
CHANGE: Final = "ressource_aendring"
ORDER: Final = "ressource_orden"

_SCHOOL: Final = ("noegle", "navn", "omraade", "elevtal")
_IN_FORCE: Final = (
    "indeks", "indeks_nedre", "indeks_oevre", "grund", "struktur", "i_alt", "pr_elev", "bemaerkning",
)  # fmt: skip

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # A row a factor: those that weigh first, then the schools' other background columns.
        FACTORS: (
            "noegle", "nr", "navn", "er_andel", "vaegt", "vaegt_andel", "middel", "mindste", "stoerste",
            "uden", "kr", "flytter", "kilde",
        ),
        # A row a school: what its index is made of, and what it gets by the formula in force.
        SCHOOLS: (
            *_SCHOOL, *(f"faktor_{place}" for place in range(1, MOST_FACTORS + 1)), *_IN_FORCE,
        ),
        CHANGE: (*_SCHOOL, *_IN_FORCE),
        # As many rows as there are schools: the places of an order that formulas fill.
        ORDER: ("noegle",),
    }
)  # fmt: skip
