"""A formula of a file in plain words for the engine, or the finding that we cannot vouch for it.

Names and structured references become A1 references, so the engine needs neither; what engines
disagree on is refused here (an array where one value belongs, unions, whole columns) or left to
be looked at when the values are there: a `Guard`. Calculating is `recalculate`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xl_beregner.filling.formula_tree import (
    Group,
    Item,
    Point,
    TreeReader,
    UnsupportedError,
    at_row,
    shape_of,
    written,
)
from xl_beregner.filling.functions_known import (
    GIVES_TEXT,
    GIVES_WHOLE_NUMBER,
    SAME_SHAPE,
    SUBTOTALS,
)
from xl_beregner.filling.guards import COMPARISONS, Guard, holds
from xl_beregner.filling.places import Places
from xl_beregner.ooxml.formulas import Kind, Token
from xl_beregner.ooxml.sheet import Box

_ORDERING = frozenset({"<", ">", "<=", ">="})
_JOIN = frozenset({"&"})
_GUARDED = "tcipdyn"
_WITHOUT_LOOKING = "f"


@dataclass(frozen=True, slots=True)
class Translation:
    """A formula for the engine, what it reads, and what must hold for it to be right."""

    text: str
    reads: tuple[tuple[str, Box], ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A translation for all rows: rows that move stand in its texts as marks."""

    text: str
    reads: tuple[Point, ...]
    guards: tuple[Guard, ...]
    made_in: int
    rows: range

    def at(self, row: int) -> Translation | None:
        """Put in the rows; None where a formula in that row is another one."""
        if row not in self.rows:
            return None
        reads = tuple((point.sheet, _moved(point, row - self.made_in)) for point in self.reads)
        if any(box[0] > box[2] or box[0] < 1 for _, box in reads):
            return None
        guards = tuple(
            Guard(guard.kind, tuple(at_row(part, row) for part in guard.parts)) for guard in self.guards
        )
        return Translation(at_row(self.text, row), reads, guards)


class Translator:
    """Puts the formulas of a workbook into plain words for the engine, like ones at once."""

    def __init__(self, places: Places, known: Mapping[str, str]) -> None:
        self._places = places
        self._known = known
        self._shapes: dict[tuple[str, str], _Shape] = {}

    def translate(self, text: str, sheet: str, row: int) -> Translation:
        """Translate a formula by its sheet and row, or raise `UnsupportedError`."""
        key = (sheet, shape_of(text, row))
        found = self._shapes.get(key)
        translation = found.at(row) if found is not None else None
        if translation is None:
            self._shapes[key] = found = self._shape(text, sheet, row)
            translation = found.at(row)
            assert translation is not None
        return translation

    def _shape(self, text: str, sheet: str, row: int) -> _Shape:
        reader = TreeReader(sheet, row, self._places)
        tree = reader.read(text)
        checker = _Checker(self._known, self._places)
        checker.check(tree, "s")
        # Whether SUBTOTAL sees hidden rows is looked up for the very rows it adds.
        rows = range(row, row + 1) if checker.looks_at_rows else reader.rows
        reads = tuple(dict.fromkeys(checker.reads))
        return _Shape("=" + written(tree), reads, tuple(checker.guards), row, rows)


def _moved(point: Point, by: int) -> Box:
    top, left, bottom, right = point.box or (1, 1, 1, 1)
    return (top + by * point.moves[0], left, bottom + by * point.moves[1], right)


class _Checker:
    """Walks a formula, refuses what engines disagree on, and collects what it reads."""

    def __init__(self, known: Mapping[str, str], places: Places) -> None:
        self.known = known
        self.places = places
        self.reads: list[Point] = []
        self.looks_at_rows = False
        self.guards: list[Guard] = []

    def check(self, items: Sequence[Item], kind: str) -> None:
        """Look at what stands in one place, where one thing of ``kind`` belongs."""
        areas = [item for item in items if isinstance(item, Point) and item.is_area]
        if areas and kind != "a" and not (kind in "rRf" and len(items) == 1):
            raise UnsupportedError("array")
        if kind == "R" and not _is_only_a_number_or_point(items):
            raise UnsupportedError("argument")
        for item in items:
            if isinstance(item, Group):
                self._group(item, kind if item.function is None else "")
            elif isinstance(item, Point) and item.box is not None and kind != _WITHOUT_LOOKING:
                self.reads.append(item)
        self._operators(items, kind)
        if kind in _GUARDED and items:
            self._guard(kind, items)

    def _group(self, group: Group, kind: str) -> None:
        if group.function is None:
            self.check(group.arguments[0], "a" if kind == "a" else "s")
            return
        signature = self.known.get(group.function)
        if signature is None:
            raise UnsupportedError("function")
        arguments = [] if group.arguments == [[]] else group.arguments
        for argument, wanted in zip(arguments, _kinds(group.function, signature, arguments), strict=True):
            self.check(argument, wanted)
        if group.function in SAME_SHAPE:
            _must_have_one_shape(arguments)
        if group.function == "SUBTOTAL":
            self._subtotal(arguments)
        elif group.function in ("ROW", "COLUMN"):
            _must_be_one_cell(arguments)
        elif group.function == "INDEX" and not all(arguments):
            raise UnsupportedError("argument")

    def _subtotal(self, arguments: Sequence[Sequence[Item]]) -> None:
        self.looks_at_rows = True
        which = _literal(arguments[0])
        shown = all(
            not self.places.has_hidden_rows(item.sheet, item.box)
            for argument in arguments[1:]
            for item in argument
            if isinstance(item, Point) and item.box
        )
        if which not in {str(number) for number in SUBTOTALS} or not shown:
            raise UnsupportedError("argument")

    def _operators(self, items: Sequence[Item], kind: str) -> None:
        joined = _operands(items, _JOIN)
        if len(joined) > 1 and kind == "a":
            raise UnsupportedError("array")
        if len(joined) > 1 and kind != "c":  # a criterion is looked at as a whole
            for operand in joined:
                self._guard("t", operand)
        signs = [item.text for item in items if isinstance(item, Token) and item.text in COMPARISONS]
        compared = _operands(items, COMPARISONS)
        for left, sign, right in zip(compared, signs, compared[1:], strict=False):
            if sign in _ORDERING and not (_is_number(left) or _is_number(right)):
                if kind == "a":
                    raise UnsupportedError("array")
                self.guards.append(Guard("<", (written(left), written(right))))

    def _guard(self, kind: str, items: Sequence[Item]) -> None:
        literal = _literal(items)
        if literal is not None and not _holds_always(kind, literal):
            raise UnsupportedError("argument")
        if literal is None and not _always(kind, items):
            self.guards.append(Guard(kind, (written(items),)))


def _kinds(function: str, signature: str, arguments: Sequence[Sequence[Item]]) -> Iterator[str]:
    first, _, repeated = signature.partition("|")
    if len(arguments) > len(first) and not repeated:
        raise UnsupportedError("argument")
    for at in range(len(arguments)):
        kind = first[at] if at < len(first) else repeated[(at - len(first)) % len(repeated)]
        yield _looked_up(function, arguments) if kind == "k" else kind


def _looked_up(function: str, arguments: Sequence[Sequence[Item]]) -> str:
    """Tell whether a value is looked up exactly (any value will do) or among sorted ones."""
    at = 2 if function == "MATCH" else 3
    is_exact = len(arguments) > at and (_literal(arguments[at]) in ("0", "FALSE") or not arguments[at])
    return "s" if is_exact else "n"


def _must_have_one_shape(arguments: Sequence[Sequence[Item]]) -> None:
    shapes = {
        item.shape
        for argument in arguments
        if len(argument) == 1
        for item in argument
        if isinstance(item, Point) and item.is_area
    }
    if len(shapes) > 1:
        raise UnsupportedError("argument")


def _must_be_one_cell(arguments: Sequence[Sequence[Item]]) -> None:
    if any(isinstance(item, Point) and item.is_area for argument in arguments for item in argument):
        raise UnsupportedError("array")


def _operands(items: Sequence[Item], signs: frozenset[str]) -> list[list[Item]]:
    """Split at the outermost operators; ``&`` binds tighter than a comparison, looser than ``+``."""
    split = signs | COMPARISONS
    runs: list[list[Item]] = [[]]
    found = False
    for item in items:
        if isinstance(item, Token) and item.kind is Kind.OPERATOR and item.text in split:
            found = found or item.text in signs
            runs.append([])
        else:
            runs[-1].append(item)
    return runs if found else [list(items)]


def _is_only_a_number_or_point(items: Sequence[Item]) -> bool:
    return len(items) == 1 and (isinstance(items[0], Point) or _literal_number(items) is not None)


def _is_number(items: Sequence[Item]) -> bool:
    """Tell whether a number stands here for certain: written, or made by arithmetic."""
    if _literal_number(items) is not None:
        return True
    if len(_operands(items, _JOIN)) > 1:
        return False
    signs = [item.text for item in items[1:] if isinstance(item, Token)]
    is_negated = bool(items) and isinstance(items[0], Token) and items[0].text == "-"
    return is_negated or any(sign in ("+", "-", "*", "/", "^", "%") for sign in signs)


def _literal_number(items: Sequence[Item]) -> str | None:
    literal = _literal(items)
    return literal if literal and literal[-1].isdigit() else None


def _literal(items: Sequence[Item]) -> str | None:
    """Give what is written in the formula itself: a number with its sign, a text, a truth."""
    if items and isinstance(items[0], Token) and items[0].text in ("-", "+"):
        rest = _literal(items[1:]) if len(items) == 2 else None
        return items[0].text.strip("+") + rest if rest and rest[-1].isdigit() else None
    if len(items) != 1:
        return None
    (one,) = items
    if isinstance(one, Group):
        is_word = one.function in ("TRUE", "FALSE") and one.arguments == [[]]
        return one.function if is_word else None
    if not isinstance(one, Token) or one.kind not in (Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN):
        return None
    return one.text.upper() if one.kind is Kind.BOOLEAN else one.text


def _holds_always(kind: str, literal: str) -> bool:
    if literal.startswith('"'):
        return holds(kind, (literal[1:-1].replace('""', '"'),))
    if literal in ("TRUE", "FALSE"):
        return holds(kind, (literal == "TRUE",))
    return holds(kind, (float(literal),))


def _always(kind: str, items: Sequence[Item]) -> bool:
    """Tell whether a guard holds by what the function at this place gives."""
    if kind == "t" and len(_operands(items, _JOIN)) > 1:
        return True
    if len(items) != 1 or not isinstance(items[0], Group):
        return False
    group = items[0]
    if group.function is None:
        return kind == "t" and _is_text_for_certain(group.arguments[0])
    if group.function in ("IF", "IFERROR") and kind == "t":
        chosen = group.arguments[1:] if group.function == "IF" else group.arguments
        # Without its last argument IF may give FALSE, which is another word in each language.
        return len(chosen) == 2 and all(_is_text_for_certain(argument) for argument in chosen)
    if kind in "tip" and group.function in GIVES_WHOLE_NUMBER:
        return True
    return kind == "t" and group.function in GIVES_TEXT


def _is_text_for_certain(items: Sequence[Item]) -> bool:
    literal = _literal(items)
    if literal is not None:
        return _holds_always("t", literal)
    return _always("t", items)
