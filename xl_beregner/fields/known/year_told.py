"""The fields of a municipality that tell of its year in words: what was reached, what moved, what is unknown.

What fills them is ``municipality.year_told``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SCALARS: Final = (
    "aarets_maal_overskrift", "aarets_maal_linje", "aarets_udvikling_linje", "aarets_uvisse_overskrift",
    "aarets_uvisse_linje",
)  # fmt: skip
LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
