"""A changed part ready to be filled: its chunks, which of them are slots, and where a column's lie.

Which cells are touched is decided in `base` and `plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xl_beregner.filling.base import LIVE, VALUE, Base
from xl_beregner.filling.charts import Cache
from xl_beregner.filling.grow import Growth
from xl_beregner.filling.live import Live, LiveWriter, Place
from xl_beregner.ooxml.archive import Member, pack
from xl_beregner.ooxml.encode import CellWriter
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.rows import GONE, RowProgram, Touch, lay_rows, row_program, widen_dimension


@dataclass(slots=True)
class PartPlan:
    """A changed part: its chunks, and which of them are slots."""

    name: str
    chunks: list[bytes]
    cells: CellWriter = field(default_factory=CellWriter)
    lives: LiveWriter | None = None
    live: list[tuple[Place, int, Live]] = field(default_factory=list)
    caches: list[tuple[Cache, int]] = field(default_factory=list)
    has_values: bool = False
    like: Member | None = None  # the template's member, whose time it keeps
    member: Member | None = None

    def packed(self) -> Member:
        """Compress the part with its slots as they are, once: where nothing differs each time."""
        if self.member is None:
            self.member = pack(self.name, b"".join(self.chunks), self.like)
        return self.member


class SheetPlan:
    """A worksheet's programs laid together, those of rows that differ made anew."""

    def __init__(
        self,
        base: Base,
        name: str,
        changed: Mapping[int, Mapping[int, Touch]],
        growth: Growth,
        edits: Mapping[str, Patches],
    ) -> None:
        sheet = base.workbook.sheet(name)
        around = Patches()
        if sheet.part in edits:
            around.extend(edits[sheet.part])
        self._programs: dict[int, RowProgram] = dict(base.programs(name))
        for row, cells in changed.items():
            head = growth.new_rows.get(name, {}).get(row)
            self._programs[row] = row_program(sheet, row, cells, head)
        widen_dimension(sheet, _extent(base, name, changed), around)
        laid = lay_rows(sheet, self._programs, around)
        self._starts = laid.starts
        writer = base.writers[name]
        self.plan = PartPlan(
            sheet.part, laid.chunks, writer.cells, writer, like=base.package.like(sheet.part)
        )
        self._runs: dict[tuple[int, int], slice | list[int]] = {}
        self._find_live(name, growth.live)

    def _find_live(self, name: str, live: Mapping[Place, Live]) -> None:
        formulas: dict[tuple[tuple[str, int], ...], list[tuple[int, int]]] = {}
        for row, program in self._programs.items():
            slots = program.slots
            if slots not in formulas:  # most rows are alike
                formulas[slots] = [
                    (2 * at, column) for at, (kind, column) in enumerate(slots) if kind == LIVE
                ]
                self.plan.has_values |= len(formulas[slots]) < len(slots)
            for at, column in formulas[slots]:
                place = (name, row, column)
                self.plan.live.append((place, self._starts[row] + 1 + at, live[place]))

    def at(self, kind: str, row: int, column: int) -> int:
        """Tell which chunk a slot is."""
        return self._starts[row] + 1 + 2 * self._programs[row].slots.index((kind, column))

    def run(self, top: int, bottom: int, column: int) -> slice | list[int]:
        """Say a column's chunks as a slice where they lie evenly, since that is filled at C's speed."""
        if (top, bottom) not in self._runs:
            self._runs[top, bottom] = self._starts_of(top, bottom)
        starts = self._runs[top, bottom]
        if not starts:
            return [self.at(VALUE, row, column) for row in range(top, bottom + 1)]
        shift = 1 + 2 * self._programs[top].slots.index((VALUE, column))
        if isinstance(starts, slice):
            return slice(starts.start + shift, starts.stop + shift, starts.step)
        return [start + shift for start in starts]

    def _starts_of(self, top: int, bottom: int) -> slice | list[int]:
        """Tell where rows begin, if they are alike; nothing if they are not."""
        if len({self._programs[row].slots for row in range(top, bottom + 1)}) > 1:
            return []
        starts = [self._starts[row] for row in range(top, bottom + 1)]
        step = starts[1] - starts[0] if len(starts) > 1 else 1
        if starts == list(range(starts[0], starts[-1] + 1, step)):
            return slice(starts[0], starts[-1] + 1, step)
        return starts


def _extent(
    base: Base, sheet: str, changed: Mapping[int, Mapping[int, Touch]]
) -> tuple[int, int, int, int] | None:
    cells = [
        (row, column)
        for row, held in changed.items()
        for column in ((min(held), max(held)) if held else ())
        if held[column] is not GONE
    ]
    cells += base.corners(sheet)
    if not cells:
        return None
    rows_, columns = zip(*cells, strict=True)
    return (min(rows_), min(columns), max(rows_), max(columns))
