"""The lists for words about a goal beyond its agreement: a consultant's, and the plan for reaching it.

Their rows are those of ``aftale``, so that answers beside them are known by the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

NAMED: Final = ("noegle", "navn", "pejlemaerke", "pejlemaerke_vist", "maaleenhed", "decimaler")

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"kvalificering": NAMED, "indsatsplan": NAMED})
