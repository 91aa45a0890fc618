"""Translations that serve every row and every length of a list: a formula is read once for all its copies.

How one is made is `translate`'s matter. What a formula's names mean and where its tables lie is asked
anew each time; a shape is used again only where it would come out the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from xl_beregner.filling.formula_tree import Point, at_row
from xl_beregner.filling.guards import Guard
from xl_beregner.filling.places import Area
from xl_beregner.ooxml.sheet import Box

_MOST_VARIANTS = 16  # of one formula: its names meant something else, a table had but one row
_MOST_TRANSLATIONS = 50_000

NameMeaning = tuple[str, Box | None, str] | None


@dataclass(frozen=True, slots=True)
class Translation:
    """A formula for the engine, what it reads, and what must hold for it to be right."""

    text: str
    reads: tuple[tuple[str, Box], ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Meanings:
    """What names stand for and where tables lie, for a formula of one sheet and row."""

    name: Callable[[str], NameMeaning]
    table: Callable[[str], Area | None]
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A translation whose moving rows stand in its texts as marks."""

    text: str
    reads: tuple[Point, ...]
    guards: tuple[Guard, ...]
    made_in: int
    rows: range  # where it holds
    names: tuple[tuple[str, NameMeaning], ...]
    tables: tuple[tuple[str, Area], ...]
    own_rows_of: frozenset[int]  # the tables of which it reads its own row
    is_rigid: bool  # whether it holds at these very lengths only

    def last_rows(self, now: Meanings) -> tuple[int, ...] | None:
        """Tell where its tables end now; None where it does not hold."""
        if now.row not in self.rows or any(now.name(name) != meant for name, meant in self.names):
            return None
        found = [now.table(name) for name, _ in self.tables]
        for at, ((_, made), area) in enumerate(zip(self.tables, found, strict=True)):
            if area is None or not _is_alike(made, area, is_rigid=self.is_rigid):
                return None
            if at in self.own_rows_of and not area.data[0] <= now.row <= area.data[2]:
                return None
        return tuple(area.data[2] for area in found if area)

    def at(self, row: int, last_rows: tuple[int, ...]) -> Translation | None:
        """Put in the rows; None where a formula in that row is another one."""
        by = [last - area.data[2] for last, (_, area) in zip(last_rows, self.tables, strict=True)]
        by.append(row - self.made_in)  # the last one: OWN_ROW is -1
        reads = tuple((point.sheet, point.moved(by)) for point in self.reads)
        if any(box[0] > box[2] or box[0] < 1 for _, box in reads):
            return None
        guards = tuple(
            Guard(guard.kind, tuple(at_row(part, row, last_rows) for part in guard.parts))
            for guard in self.guards
        )
        return Translation(at_row(self.text, row, last_rows), reads, guards)


def _is_alike(made: Area, area: Area, *, is_rigid: bool) -> bool:
    """Tell whether a table only ends elsewhere: one row is another thing than several."""
    if area is made:
        return True
    top, left, last, right = area.data
    old = made.data[2]
    if last != old and (is_rigid or top >= min(last, old)):
        return False
    return (
        made.data == (top, left, old, right)
        and (made.sheet, made.header_rows, made.totals_rows)
        == (area.sheet, area.header_rows, area.totals_rows)
        and made.columns == area.columns
    )


class Shapes:
    """The translations of one workbook's formulas, kept while its lists change their lengths.

    They hold for one set of known functions and hidden rows.
    """

    def __init__(self) -> None:
        self._alike: dict[tuple[str, str], list[Shape]] = defaultdict(list)
        self._used: dict[tuple[str, int, str], tuple[Shape, tuple[int, ...], Translation]] = {}

    def used(self, text: str, now: Meanings) -> Translation | None:
        """Give the translation of a formula that stood in this very cell's row before."""
        held = self._used.get((now.sheet, now.row, text))
        if held is None:
            return None
        shape, last_rows, translation = held
        wanted = shape.last_rows(now)
        if wanted == last_rows:
            return translation
        return self._use(text, shape, wanted, now) if wanted is not None else None

    def alike(self, key: str, text: str, now: Meanings) -> Translation | None:
        """Give the translation of a formula that was made for another row."""
        for shape in reversed(self._alike.get((now.sheet, key), ())):
            last_rows = shape.last_rows(now)
            translation = self._use(text, shape, last_rows, now) if last_rows is not None else None
            if translation is not None:
                return translation
        return None

    def keep(self, key: str, text: str, shape: Shape, now: Meanings) -> Translation:
        """Keep a shape that was just made, and use it."""
        held = self._alike[now.sheet, key]
        held.append(shape)
        del held[:-_MOST_VARIANTS]
        translation = self._use(text, shape, tuple(area.data[2] for _, area in shape.tables), now)
        assert translation is not None
        return translation

    def _use(self, text: str, shape: Shape, last_rows: tuple[int, ...], now: Meanings) -> Translation | None:
        translation = shape.at(now.row, last_rows)
        if translation is not None:
            if len(self._used) >= _MOST_TRANSLATIONS:
                self._used.clear()
            self._used[now.sheet, now.row, text] = (shape, last_rows, translation)
        return translation
