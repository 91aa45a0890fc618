"""A formula as a tree: what each function is given, with everything it points at laid on cells.

Which of it we vouch for is `translate`'s matter. A tree is read once for all formulas of one shape:
rows that move with the formula's own row stand in it as marks, and `at_row` puts in the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xl_beregner.filling.functions_known import GIVES_TRUTH
from xl_beregner.filling.guards import COMPARISONS
from xl_beregner.filling.places import Places, UnresolvedError
from xl_beregner.ooxml.formulas import Kind, Token, tokenize
from xl_beregner.ooxml.references import (
    LAST_ROW,
    TableReference,
    column_letters,
    read_reference,
    read_structured,
)
from xl_beregner.ooxml.sheet import Box

_POINTS = (Kind.REFERENCE, Kind.NAME, Kind.STRUCTURED)
# ironcalc stops at the first argument that decides; in Excel a later error still counts.
_STOPS_EARLY = {"AND": ("*", "=1"), "OR": ("+", ">0")}
# Characters that stand in no file mark a row that moves: its distance from the formula's own, or
# from the last row of a table.
_OWN_ROW = Token(Kind.NUMBER, "\x010\x02")
_MOVING = re.compile("\x01(-?\\d+)(?:\x03(\\d+))?\x02")
# A sheet that no workbook can have (Excel takes no * in a name). Each of its cells stands for one
# value of a function of ours, which is no range wherever it is read.
ONE_VALUE_SHEET = "*"
OWN_ROW = -1  # a row that moves with the formula's own; 0 and above: with the last row of that table
_QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\[\]]*\])""")
# Columns from X with three letters may lie right of the sheet, where they are names.
_MOVING_CELL = re.compile(r"(?<![\w.$\\])(\$?(?:[A-Za-z]{1,2}|[A-Wa-w][A-Za-z]{2}))(\d{1,6})(?![\w.(\\!\]])")


class UnsupportedError(Exception):
    """We cannot vouch for what an engine would make of a formula.

    ``kind`` says why: ``function`` (outside the list), ``array`` (a range where one value belongs),
    ``reference`` (not fixed cells of one sheet) or ``argument`` (engines take it differently).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class Group:
    """A function's call or a pair of brackets, with what stands between its commas.

    ``areas`` are the arguments in which one cell stands for the range of that one cell.
    """

    function: str | None
    opening: str
    arguments: list[list[Item]] = field(default_factory=lambda: [[]])
    areas: set[int] = field(default_factory=set)

    @property
    def given(self) -> list[list[Item]]:
        """Its arguments; none for a call with nothing between its brackets."""
        return [] if self.arguments == [[]] else self.arguments


@dataclass(frozen=True, slots=True)
class Point:
    """A reference in plain words; ``box`` is None for a constant behind a name."""

    first: str
    last: str
    sheet: str
    box: Box | None
    anchors: tuple[int | None, int | None] = (None, None)  # what its top and its bottom row move with
    own_row: int = 0  # the formula's

    @property
    def text(self) -> str:
        """Write it: one cell as a cell."""
        return self.as_area if self.is_area else self.first

    @property
    def is_area(self) -> bool:
        """Whether it has more than one cell."""
        return self.box is not None and self.box[:2] != self.box[2:]

    @property
    def shape(self) -> tuple[int, int]:
        """How far it reaches down and right."""
        top, left, bottom, right = self.box or (1, 1, 1, 1)
        return (bottom - top, right - left)

    @property
    def as_area(self) -> str:
        """Write it as a range, even of one cell: the engine counts in ``B2:B2``, not in ``B2``."""
        return f"{self.first}:{self.last}" if self.last else self.first

    def moved(self, by: Sequence[int]) -> Box:
        """Tell its cells after each thing its rows may move with has moved."""
        top, left, bottom, right = self.box or (1, 1, 1, 1)
        up, down = self.anchors
        return (
            top if up is None else top + by[up],
            left,
            bottom if down is None else bottom + by[down],
            right,
        )

    def cells(self, down: int, right: int) -> Iterator[str]:
        """Write each of its cells, so far down and right; its rows move together."""
        engine_name = self.first.partition("!")[0]
        top, left, _, _ = self.box or (1, 1, 1, 1)
        moves = self.anchors == (OWN_ROW, OWN_ROW)
        for row in range(top, top + down + 1):
            number = f"\x01{row - self.own_row}\x02" if moves else str(row)
            for column in range(left, left + right + 1):
                yield f"{engine_name}!${column_letters(column)}${number}"


Item = Token | Point | Group


def shape_of(text: str, row: int) -> str:
    """Write a formula so that copies of it, each in its own row, read the same."""
    pieces = _QUOTED.split(text)
    pieces[::2] = [
        _MOVING_CELL.sub(lambda found: f"{found[1]}\x01{int(found[2]) - row}\x02", piece)
        for piece in pieces[::2]
    ]
    return "".join(pieces)


def at_row(text: str, row: int, last_rows: Sequence[int] = ()) -> str:
    """Put the rows into a text that was made for all rows, and for all lengths of its tables."""
    if "\x01" not in text:
        return text
    return _MOVING.sub(
        lambda found: str(int(found[1]) + (last_rows[int(found[2])] if found[2] else row)), text
    )


def is_own_row(items: Sequence[Item]) -> bool:
    """Tell whether the number of the formula's own row stands here, and nothing else."""
    return list(items) == [_OWN_ROW]


class TreeReader:
    """Reads the tokens of a formula into groups, everything it points at resolved.

    Afterwards ``rows`` are those in which a formula of the same shape has the same tree, as long as
    its ``names`` mean the same and its ``tables`` only end elsewhere.
    """

    def __init__(self, sheet: str, row: int, places: Places) -> None:
        self.sheet = sheet
        self.row = row
        self.places = places
        self.rows = range(1, LAST_ROW + 1)
        self.names: dict[str, None] = {}
        self.tables: dict[str, int] = {}  # in the order they are met; "" is the one around the formula
        self.own_rows_of: set[int] = set()

    def read(self, text: str) -> list[Item]:
        """Read a formula, or raise `UnsupportedError`."""
        stack = [Group(None, "")]
        for token in _without_spaces(tokenize(text)):
            inside = stack[-1].arguments
            if token.kind is Kind.FUNCTION:
                stack.append(Group(_plain_function(token.text), ""))
                inside[-1].append(stack[-1])
            elif token.kind is Kind.OPEN:
                if token.text == "{":
                    raise UnsupportedError("array")
                if stack[-1].function and not stack[-1].opening:
                    stack[-1].opening = "("
                else:
                    stack.append(Group(None, "("))
                    inside[-1].append(stack[-1])
            elif token.kind is Kind.CLOSE:
                if len(stack) == 1:
                    raise UnsupportedError("reference")
                self._closed(stack.pop())
            elif token.kind is Kind.SEPARATOR:
                if stack[-1].function is None:
                    raise UnsupportedError("reference")
                inside.append([])
            else:
                inside[-1].append(self._item(token))
        if len(stack) > 1:
            raise UnsupportedError("reference")
        return stack[0].arguments[0]

    def _closed(self, group: Group) -> None:
        if group.function == "ROW" and group.arguments == [[]]:
            # A part of a formula looked at elsewhere must still know the row it stands in.
            group.function = None
            group.arguments = [[_OWN_ROW]]

    def _item(self, token: Token) -> Item:
        if token.kind in _POINTS:
            return self._point(token)
        if token.kind in (Kind.OTHER, Kind.SPACE) or token.text in ("@", "#", ":"):
            raise UnsupportedError("reference")
        return token

    def _point(self, token: Token) -> Point:
        try:
            sheet, box, constant = self.places.resolve(token.text, self.sheet, self.row)
        except UnresolvedError as error:
            raise UnsupportedError("reference") from error
        anchors = self._anchors(token, box)
        if box is None:
            return Point(f"({constant})", "", sheet, None)
        if box[:2] == box[2:] and anchors[0] != anchors[1] and OWN_ROW in anchors:
            self._only_in(range(self.row, self.row + 1))  # in other rows it is more than one cell
        top, bottom = (self._row(at, anchor) for at, anchor in zip((box[0], box[2]), anchors, strict=True))
        first = f"{self.places.engine_name(sheet)}!${column_letters(box[1])}${top}"
        return Point(first, f"${column_letters(box[3])}${bottom}", sheet, box, anchors, self.row)

    def _row(self, row: int, anchor: int | None) -> str:
        if anchor is None:
            return str(row)
        if anchor == OWN_ROW:
            return f"\x01{row - self.row}\x02"
        area = self.places.area(list(self.tables)[anchor], self.sheet, self.row)
        return f"\x01{row - area.data[2]}\x03{anchor}\x02"

    def _anchors(self, token: Token, box: Box | None) -> tuple[int | None, int | None]:
        """Tell what the top and the bottom row of a box move with."""
        if token.kind is Kind.NAME:
            self.names[token.text] = None
            return None, None
        if token.kind is Kind.STRUCTURED:
            return self._table_anchors(read_structured(token.text), box)
        plain = read_reference(token.text)
        moves = [not fixed for fixed in plain.fixed_rows[: 1 if plain.form == "cell" else 2]]
        # Written upside down, its rows change places; without marks, a copy of it cannot be told.
        if plain.rows[0] > plain.rows[1] or shape_of(token.text, self.row).count("\x01") != sum(moves):
            self._only_in(range(self.row, self.row + 1))
        return OWN_ROW if moves[0] else None, OWN_ROW if moves[-1] else None

    def _table_anchors(self, reference: TableReference, box: Box | None) -> tuple[int | None, int | None]:
        number = self.tables.setdefault(reference.table, len(self.tables))
        if "#this row" in {part.casefold() for part in reference.parts}:
            self.own_rows_of.add(number)
            return OWN_ROW, OWN_ROW
        if not reference.table:
            self._only_in(range(self.row, self.row + 1))
        last = self.places.area(reference.table, self.sheet, self.row).data[2]
        assert box is not None
        # Totals lie below the data and move with them; the heading does not.
        return number if box[0] > last else None, number if box[2] >= last else None

    def _only_in(self, rows: range) -> None:
        self.rows = range(max(self.rows.start, rows.start), min(self.rows.stop, rows.stop))


def _plain_function(text: str) -> str:
    name = text.upper()
    for prefix in ("_XLFN.", "_XLWS."):
        name = name.removeprefix(prefix)
    return name


def _without_spaces(tokens: Sequence[Token]) -> Sequence[Token]:
    """Drop the spaces that are for the eye; one between two references takes what they share."""
    if all(token.kind is not Kind.SPACE for token in tokens):
        return tokens
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.kind is not Kind.SPACE:
            kept.append(token)
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if before and after and _ends_a_value(before) and _begins_a_value(after):
            raise UnsupportedError("reference")
    return kept


def _ends_a_value(token: Token) -> bool:
    return token.kind in (*_POINTS, Kind.CLOSE, Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN)


def _begins_a_value(token: Token) -> bool:
    return token.kind in (*_POINTS, Kind.OPEN, Kind.FUNCTION, Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN)


def written(items: Sequence[Item]) -> str:
    """Write a part of a tree as the engine reads it."""
    return "".join(_written(item) for item in items)


def _written(item: Item) -> str:
    if not isinstance(item, Group):
        return item.text
    arguments = [
        "".join(one.as_area if isinstance(one, Point) else _written(one) for one in argument)
        if at in item.areas
        else written(argument)
        for at, argument in enumerate(item.arguments)
    ]
    if item.function in _STOPS_EARLY and len(arguments) > 1:
        return _asking_all(item, arguments)
    return (item.function or "") + "(" + ",".join(arguments) + ")"


def _asking_all(group: Group, arguments: Sequence[str]) -> str:
    """Write ``AND`` and ``OR`` so that no argument is passed over; plain truths can be multiplied."""
    assert group.function is not None
    if all(_is_truth(argument) for argument in group.arguments):
        sign, end = _STOPS_EARLY[group.function]
        return "(" + sign.join(f"({argument})" for argument in arguments) + end + ")"
    call = f"{group.function}({','.join(arguments)})"
    for argument in reversed(arguments):
        call = f"IF(ISERROR({argument}),{argument},{call})"
    return call


def _is_truth(items: Sequence[Item]) -> bool:
    """Tell whether a truth or an error stands here for certain."""
    if any(isinstance(item, Token) and item.text in COMPARISONS for item in items):
        return True
    if len(items) != 1 or not isinstance(items[0], Group):
        return False
    group = items[0]
    return _is_truth(group.arguments[0]) if group.function is None else group.function in GIVES_TRUTH
