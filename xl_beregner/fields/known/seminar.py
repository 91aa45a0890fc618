"""The one field of a school's seminar on judging alike: rows for texts, keyed by their number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

JUDGED: Final = "bedoemmelser"
TEXTS: Final = 60

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType({JUDGED: ("noegle",)})


def rows() -> dict[str, Any]:
    """Give the rows: the same for every school."""
    return {JUDGED: [{"noegle": str(number)} for number in range(1, TEXTS + 1)]}
