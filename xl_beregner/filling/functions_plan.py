"""Our functions' cells in one workbook: where arguments lie, what is reckoned where, what fills what.

Reading a formula is `own_functions`' matter. A call that stands inside an ordinary formula gets a cell
on a sheet that no workbook can have; the formula is then the engine's, and points at that cell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from xl_beregner.filling.formula_tree import ONE_VALUE_SHEET
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.own_functions import (
    Call,
    Constant,
    Mixed,
    Node,
    Pick,
    Point,
    read,
)
from xl_beregner.filling.places import Places, UnresolvedError
from xl_beregner.ooxml.references import column_letters, read_reference
from xl_beregner.ooxml.sheet import Box

_SPILL = re.compile(rb"""\sref=["']([A-Z0-9:]+)["']""")


@dataclass(frozen=True, slots=True)
class Cells:
    """An argument that is cells: one, or a range, whole columns down to the last row in use."""

    sheet: str
    box: Box


@dataclass(frozen=True, slots=True)
class Asked:
    """A call whose arguments are found; the same call in many cells is the same object's equal."""

    function: str
    arguments: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """One value of a call."""

    call: Asked
    row: Source
    column: Source | None


Source = Cells | Constant | Asked | Picked


@dataclass(frozen=True, slots=True)
class Helper:
    """A formula for the engine alone; ``home`` is the sheet whose words it is in."""

    place: Place
    text: str
    home: str


class OwnCells:
    """Every cell of a workbook that calls our functions.

    ``steps`` are what the evaluator is asked, by the cell that shows the answer's first value;
    ``formulas`` what is left for the engine; ``broken`` the cells in no form we support.
    """

    def __init__(self, live: Mapping[Place, Live], places: Places, last_row: int) -> None:
        self.places = places
        self._last_row = last_row
        self._columns: dict[tuple[str, int, int], int] = {}
        self.nodes: dict[Place, Node] = {}
        self.boxes: dict[Place, Box] = {}
        self.steps: dict[Place, Asked | Picked] = {}
        self.formulas: list[Helper] = []
        self.broken: set[Place] = set()
        self.spilling: set[Place] = set()  # formulas that fill as many cells as they need
        self.ordinary: dict[Place, Asked] = {}  # cells with an ordinary formula: the call it stands for
        self.shown_by: dict[Place, Place] = {}  # of a cell beside the workbook: the formula it is for
        for place, found in live.items():
            if found.is_own:
                self._take(place, found)

    def _take(self, place: Place, live: Live) -> None:
        node = read(live.text)
        self.nodes[place] = node
        self.boxes[place] = _filled_box(place, live)
        if live.is_spilling:
            self.spilling.add(place)
        self._used = 0
        try:
            if isinstance(node, (Call, Pick)):
                self.steps[place] = self._step(node, place)
            elif isinstance(node, Mixed) and not live.is_spreading:
                self.formulas.append(Helper(place, self._written(node, place), place[0]))
            else:
                self.broken.add(place)
        except (UnresolvedError, ValueError):
            self.broken.add(place)

    @property
    def reads(self) -> dict[Place, tuple[tuple[str, Box], ...]]:
        """Tell what each cell of ours hangs on; what an answer fills hangs on its first cell."""
        found: dict[Place, tuple[tuple[str, Box], ...]] = {
            place: tuple((cells.sheet, cells.box) for cells in _cells_in(step))
            for place, step in self.steps.items()
        }
        for place in (*self.steps, *self.broken):
            found.setdefault(place, ())
            sheet, row, column = place
            for cell in self.cells(place):
                found.setdefault(cell, ((sheet, (row, column, row, column)),))
        return found

    def cells(self, place: Place) -> Iterator[Place]:
        """List the cells an answer fills, its own first."""
        sheet, row, column = place
        top, left, bottom, right = self.boxes.get(place, (row, column, row, column))
        for at in range(top, bottom + 1):
            for across in range(left, right + 1):
                yield sheet, at, across

    def leave_to_the_engine(self, places: Collection[Place], texts: Mapping[Place, str]) -> None:
        """Take cells of ours for what they have become: ordinary formulas."""
        self.steps = {at: one for at, one in self.steps.items() if self.shown_by.get(at, at) not in places}
        kept = [one for one in self.formulas if self.shown_by.get(one.place, one.place) not in places]
        self.formulas = kept + [Helper(place, text, place[0]) for place, text in texts.items()]

    def laid(self, text: str, place: Place) -> Cells | Constant:
        """Find the cells, or the constant, that a reference of a formula stands for."""
        if is_whole_columns(text):
            reference = read_reference(text)
            sheet = self.places.sheets.get((reference.sheet or place[0]).casefold())
            if sheet is None or reference.is_external or reference.is_across_sheets:
                raise UnresolvedError(text)
            _, left, _, right = reference.box
            return Cells(sheet, (1, left, self._last_row, right))
        sheet, box, constant = self.places.resolve(text, place[0], place[1])
        if box is not None:
            return Cells(sheet, box)
        written = read(constant)
        if not isinstance(written, Constant):
            raise UnresolvedError(text)
        return written

    def asked(self, call: Call, place: Place) -> Asked | None:
        """Find the arguments of a call that needs no cell beside the workbook."""
        try:
            arguments = [
                self.laid(one.text, place) if isinstance(one, Point) else one
                for one in call.arguments
                if isinstance(one, (Point, Constant))
            ]
        except UnresolvedError:
            return None
        return Asked(call.function, tuple(arguments)) if len(arguments) == len(call.arguments) else None

    def _step(self, node: Call | Pick, place: Place) -> Asked | Picked:
        if isinstance(node, Call):
            return Asked(node.function, tuple(self._source(one, place) for one in node.arguments))
        call = self._step(node.call, place)
        assert isinstance(call, Asked)
        for part in (node.row, node.column):
            if isinstance(part, Constant) and not isinstance(part.value, str) and not part.value:
                raise UnresolvedError  # by 0, INDEX means a whole row or column
        column = None if node.column is None else self._source(node.column, place)
        return Picked(call, self._source(node.row, place), column)

    def _source(self, node: Node, place: Place) -> Source:
        if isinstance(node, Constant):
            return node
        if isinstance(node, Point):
            return self.laid(node.text, place)
        if isinstance(node, Mixed):
            cell = self._beside(place)
            self.formulas.append(Helper(cell, self._written(node, place), place[0]))
            return Cells(cell[0], (*cell[1:], *cell[1:]))
        return self._step(node, place)

    def _written(self, node: Mixed, place: Place) -> str:
        """Write an ordinary formula with a cell beside the workbook in place of each call."""
        pieces = []
        for piece in node.pieces:
            if isinstance(piece, str):
                pieces.append(piece)
                continue
            cell = self._beside(place)
            self.steps[cell] = self._step(piece, place)
            pieces.append(f"'{cell[0]}'!${column_letters(cell[2])}{cell[1]}")
        return "".join(pieces)

    def _beside(self, place: Place) -> Place:
        """Give a free cell beside the workbook, in the formula's own row, so that copies read alike."""
        self._used += 1
        key = (place[0], place[2], self._used)
        cell = (ONE_VALUE_SHEET, place[1], self._columns.setdefault(key, len(self._columns) + 1))
        self.shown_by[cell] = place
        return cell


def _filled_box(place: Place, live: Live) -> Box:
    found = _SPILL.search(live.markup[: live.markup.find(b">") + 1]) if live.is_spreading else None
    return read_reference(found[1].decode()).box if found else (*place[1:], *place[1:])


def is_whole_columns(text: str) -> bool:
    """Tell whether a reference is to columns from top to bottom."""
    try:
        return read_reference(text).form == "columns"
    except ValueError:
        return False


def _cells_in(source: Source) -> Iterator[Cells]:
    if isinstance(source, Cells):
        yield source
    elif isinstance(source, Asked):
        for argument in source.arguments:
            yield from _cells_in(argument)
    elif isinstance(source, Picked):
        for part in (source.call, source.row, source.column):
            if part is not None:
                yield from _cells_in(part)
