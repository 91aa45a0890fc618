"""Which formulas depend on which: found once, asked when a value cannot be vouched for.

What a formula reads is `translate`'s matter. A range counts as read in all its cells: a formula may
be taken to depend on more than it does, never on less.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from xl_beregner.ooxml.sheet import Box

Place = tuple[str, int, int]


class Dependants:
    """The cells that move, and which of them each formula reads."""

    def __init__(self, moving: Iterable[Place], reads: Mapping[Place, Sequence[tuple[str, Box]]]) -> None:
        self._rows: dict[tuple[str, int], list[int]] = defaultdict(list)
        # The cells themselves, handed out for every range they lie in: some are read a thousand times.
        self._cells: dict[tuple[str, int], list[Place]] = defaultdict(list)
        for place in sorted(moving):
            sheet, row, column = place
            self._rows[sheet, column].append(row)
            self._cells[sheet, column].append(place)
        self._columns: dict[str, list[int]] = defaultdict(list)
        for sheet, column in sorted(self._rows):
            self._columns[sheet].append(column)
        self._readers: dict[Place, list[Place]] = defaultdict(list)
        self._read_by_each: dict[Place, list[Place]] = {}
        for place, boxes in reads.items():
            read = [cell for sheet, box in boxes for cell in self._inside(sheet, box)]
            self._read_by_each[place] = read
            for cell in read:
                self._readers[cell].append(place)

    def after(self, places: Iterable[Place]) -> set[Place]:
        """Find these cells and every formula that depends on any of them."""
        found = set(places)
        waiting = list(found)
        while waiting:
            for reader in self._readers.get(waiting.pop(), ()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return found

    def levels(self, places: Collection[Place]) -> list[list[Place]]:
        """Group some of the cells so that each hangs on those of earlier groups only.

        Cells on a circle are left out.
        """
        level: dict[Place, int] = defaultdict(int)
        still = {place: len(read) for place, read in self._read_by_each.items()}
        waiting = [place for place in self._readers if place not in still]
        waiting += [place for place, count in still.items() if count == 0]
        while waiting:
            place = waiting.pop()
            reached = level[place] + (place in places)
            for reader in self._readers.get(place, ()):
                level[reader] = max(level[reader], reached)
                still[reader] -= 1
                if still[reader] == 0:
                    waiting.append(reader)
        groups: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            if not still.get(place):
                groups[level[place]].append(place)
        return [groups[at] for at in sorted(groups)]

    def circle(self) -> set[Place]:
        """Find the formulas that depend on themselves, whatever the values."""
        open_reads = {place: len(read) for place, read in self._read_by_each.items()}
        still = self._peeled(open_reads, self._readers)
        # What is left lies on a circle or behind one: peel from the other end too.
        readers_left = {place: sum(r in still for r in self._readers.get(place, ())) for place in still}
        return self._peeled(readers_left, {p: self._read_by_each[p] for p in still})

    def _peeled(self, counts: dict[Place, int], onward: Mapping[Place, Sequence[Place]]) -> set[Place]:
        """Take away cells nothing points at, until every one left is pointed at."""
        left = set(counts)
        moving_only = [place for place in list(onward) if place not in counts]
        waiting = [place for place, count in counts.items() if count == 0] + moving_only
        while waiting:
            place = waiting.pop()
            left.discard(place)
            for other in onward.get(place, ()):
                if other in counts:
                    counts[other] -= 1
                    if counts[other] == 0:
                        waiting.append(other)
        return left

    def _inside(self, sheet: str, box: Box) -> Iterator[Place]:
        top, left, bottom, right = box
        if left == right:
            yield from self._down(sheet, left, top, bottom)
            return
        columns = self._columns.get(sheet, [])
        for column in columns[bisect_left(columns, left) : bisect_right(columns, right)]:
            yield from self._down(sheet, column, top, bottom)

    def _down(self, sheet: str, column: int, top: int, bottom: int) -> Iterator[Place]:
        rows = self._rows.get((sheet, column))
        if rows:
            yield from self._cells[sheet, column][bisect_left(rows, top) : bisect_right(rows, bottom)]
