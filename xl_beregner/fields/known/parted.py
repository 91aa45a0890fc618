"""Lists of a school that hold one part of its figures each: ``skoleform_1``, its figures ``skoleform_1_tal``.

What figures are parted by is told in ``themes`` and ``forms``; what fills the lists is ``parted_figures``.
Importing this costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_FIGURES: Final = "tal"


@dataclass(frozen=True)
class Parted:
    """So many numbered lists, ``<stem>_1`` …, of one row each, and beside each a list of its figures."""

    stem: str
    most: int  # sheets a template has for them; the last takes what there is more of
    columns: tuple[str, ...]
    beside: tuple[str, ...] = ()  # columns its lists of figures have beside those of ``tal``

    @property
    def places(self) -> range:
        """The numbers of the lists."""
        return range(1, self.most + 1)

    def lists(self, figures: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
        """Name the lists, each with its columns; ``figures`` are the columns of the list ``tal``."""
        return {
            **{f"{self.stem}_{place}": self.columns for place in self.places},
            **{f"{self.stem}_{place}_tal": (*figures, *self.beside) for place in self.places},
        }

    def figures(self) -> tuple[str, ...]:
        """Name the lists that hold figures."""
        return tuple(f"{self.stem}_{place}_tal" for place in self.places)

    # --- What is told of them: once, since they differ by their number alone -------------------
    def told_as(self, table: str) -> str:
        """Name the list as its line in ``texts`` does: ``pejlemaerke_N``."""
        found = self._numbered(table)
        return table if found is None else f"{self.stem}_N{found[2] or ''}"

    def is_told_above(self, table: str) -> bool:
        """Tell whether the first list of its kind speaks for it."""
        found = self._numbered(table)
        return found is not None and found[1] != "1"

    def names_of(self, table: str) -> str:
        """Write a list's name, or the first and last of those it speaks for."""
        found = self._numbered(table)
        if found is None:
            return f"`{table}`"
        first, last = (f"`{self.stem}_{place}{found[2] or ''}`" for place in (1, self.most))
        return f"{first} … {last}"

    def columns_as(self, table: str) -> str:
        """Name the list whose words tell of its columns."""
        found = self._numbered(table)
        if found is None:
            return table
        return _FIGURES if found[2] else self.told_as(table)

    def has_all_columns_of_another(self, table: str) -> bool:
        """Tell whether its columns are another list's, all of them, so that they need not be told again."""
        return self.columns_as(table) == _FIGURES != table

    def _numbered(self, table: str) -> re.Match[str] | None:
        return re.fullmatch(rf"{self.stem}_(\d+)(_tal)?", table)
