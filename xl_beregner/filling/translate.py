"""A formula of a file in plain words for the engine, or the finding that we cannot vouch for it.

Names and structured references become A1 references, so the engine needs neither; what engines
disagree on is refused here (an array where one value belongs, unions, whole columns) or left to
be looked at when the values are there: a `Guard`. Calculating is `recalculate`'s matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xl_beregner.filling.formula_tree import (
    Group,
    Item,
    Point,
    TreeReader,
    UnsupportedError,
    at_row,
    is_own_row,
    shape_of,
    written,
)
from xl_beregner.filling.functions_known import (
    GIVES_TEXT,
    GIVES_WHOLE_NUMBER,
    SAME_SHAPE,
    SUBTOTALS,
)
from xl_beregner.filling.guards import COMPARISONS, FALLING, RISING, Guard, holds
from xl_beregner.filling.places import Places, UnresolvedError
from xl_beregner.ooxml.formulas import Kind, Token
from xl_beregner.ooxml.sheet import Box

_ORDERING = frozenset({"<", ">", "<=", ">="})
_JOIN = frozenset({"&"})
_GUARDED = "tcipdyn"
_WITHOUT_LOOKING = "f"
_AREAS = "rRbaq"  # where one cell is a range of one cell
_PASSED_ON = "rq"  # q: one cell or value that goes on to where r belongs
_THROUGH = "arq"  # what brackets let through
# In Excel these give the cell itself, not its value.
_GIVES_CELLS = frozenset({"IF", "CHOOSE"})
# The argument that says how what is looked in is sorted.
_LOOKUPS = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3, "LOOKUP": 3}
_MOST_SORTED = 2000  # cells looked at after each calculation
_MOST_VARIANTS = 64  # of one formula, at different lengths of the lists it reads
_MOST_TRANSLATIONS = 50_000


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
    asked: tuple[tuple[str, object], ...]  # what its names meant and where its tables lay

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


class Shapes:
    """The translations of one workbook's formulas, kept while its lists change their lengths.

    They hold for one set of known functions and hidden rows, and wherever the names and tables a
    formula asks for are what they were.
    """

    def __init__(self) -> None:
        self.alike: dict[tuple[str, str], list[_Shape]] = defaultdict(list)
        self.whole: dict[tuple[str, int, str], tuple[_Shape, Translation]] = {}

    def keep(self, key: tuple[str, str], shape: _Shape) -> None:
        """Keep a shape beside those made at other lengths."""
        held = self.alike[key]
        held.append(shape)
        del held[:-_MOST_VARIANTS]


class Translator:
    """Puts the formulas of a workbook into plain words for the engine, like ones at once."""

    def __init__(self, places: Places, known: Mapping[str, str], shapes: Shapes | None = None) -> None:
        self._places = places
        self._known = known
        self._shapes = shapes or Shapes()
        self._meanings: dict[tuple[str, str, int], object] = {}

    def translate(self, text: str, sheet: str, row: int) -> Translation:
        """Translate a formula by its sheet and row, or raise `UnsupportedError`."""
        place = (sheet, row, text)
        held = self._shapes.whole.get(place)
        if held is not None and self._holds(held[0], sheet, row):
            return held[1]
        shape, translation = self._by_shape(text, sheet, row)
        if len(self._shapes.whole) >= _MOST_TRANSLATIONS:
            self._shapes.whole.clear()
        self._shapes.whole[place] = (shape, translation)
        return translation

    def _by_shape(self, text: str, sheet: str, row: int) -> tuple[_Shape, Translation]:
        key = (sheet, shape_of(text, row))
        for shape in reversed(self._shapes.alike.get(key, ())):
            translation = shape.at(row) if self._holds(shape, sheet, row) else None
            if translation is not None:
                return shape, translation
        shape = self._shape(text, sheet, row)
        self._shapes.keep(key, shape)
        translation = shape.at(row)
        assert translation is not None
        return shape, translation

    def _holds(self, shape: _Shape, sheet: str, row: int) -> bool:
        return all(self._meaning(asked, sheet, row) == meant for asked, meant in shape.asked)

    def _meaning(self, asked: str, sheet: str, row: int) -> object:
        """Find what a name stands for, or where a table (``tabel[``) lies."""
        key = (asked, sheet, row if asked == "[" else 0)
        if key not in self._meanings:
            is_table = asked.endswith("[")
            try:
                self._meanings[key] = (
                    self._places.area(asked[:-1], sheet, row)
                    if is_table
                    else self._places.resolve(asked, sheet, row)
                )
            except UnresolvedError:
                self._meanings[key] = None
        return self._meanings[key]

    def _shape(self, text: str, sheet: str, row: int) -> _Shape:
        reader = TreeReader(sheet, row, self._places)
        tree = reader.read(text)
        checker = _Checker(self._known, self._places)
        checker.check(tree, "s")
        # Whether SUBTOTAL sees hidden rows is looked up for the very rows it adds.
        rows = range(row, row + 1) if checker.is_for_this_row_only else reader.rows
        reads = tuple(dict.fromkeys(checker.reads))
        asked = tuple((one, self._meaning(one, sheet, row)) for one in reader.asked)
        return _Shape("=" + written(tree), reads, tuple(checker.guards), row, rows, asked)


def _moved(point: Point, by: int) -> Box:
    top, left, bottom, right = point.box or (1, 1, 1, 1)
    return (top + by * point.moves[0], left, bottom + by * point.moves[1], right)


class _Checker:
    """Walks a formula, refuses what engines disagree on, and collects what it reads."""

    def __init__(self, known: Mapping[str, str], places: Places) -> None:
        self.known = known
        self.places = places
        self.reads: list[Point] = []
        self.is_for_this_row_only = False
        self.guards: list[Guard] = []

    def check(self, items: Sequence[Item], kind: str) -> None:
        """Look at what stands in one place, where one thing of ``kind`` belongs."""
        if not _may_stand(items, kind):
            raise UnsupportedError("argument")
        has_operator = False
        for item in items:
            if isinstance(item, Group):
                self._group(item, kind if len(items) == 1 or item.function is None else "")
            elif isinstance(item, Token):
                has_operator = has_operator or item.kind is Kind.OPERATOR
            elif item.box is not None:
                if item.is_area and kind != "a" and not (kind in "rRbf" and len(items) == 1):
                    raise UnsupportedError("array")
                if kind != _WITHOUT_LOOKING:
                    self.reads.append(item)
        if has_operator:
            self._operators(items, kind)
        if kind in _GUARDED and items:
            self._guard(kind, items)

    def _group(self, group: Group, kind: str) -> None:
        """Look at a call or a pair of brackets that stands where ``kind`` belongs."""
        if group.function is None:
            kinds = [kind if kind in _THROUGH else "s"]
        else:
            signature = self.known.get(group.function)
            if signature is None:
                raise UnsupportedError("function")
            kinds = _kinds(group.function, signature, group.given, kind)
        for at, wanted in enumerate(kinds):
            self.check(group.arguments[at], wanted)
            if wanted in _AREAS and _are_cells(group.arguments[at]):
                group.areas.add(at)
        if group.function is not None:
            self._function(group.function, group)

    def _function(self, name: str, group: Group) -> None:
        arguments = group.given
        if name in SAME_SHAPE:
            _must_have_one_shape([arguments[at] for at in group.areas])
        if name == "SUBTOTAL":
            self._subtotal(arguments)
        elif name in ("ROW", "COLUMN"):
            _must_be_one_cell(arguments)
        elif name == "INDEX" and not all(arguments):
            raise UnsupportedError("argument")
        elif name in _LOOKUPS:
            self._looks_up_sorted(name, arguments)

    def _looks_up_sorted(self, name: str, arguments: Sequence[Sequence[Item]]) -> None:
        """Let what is looked up among sorted numbers be that: engines halve ranges differently."""
        order = _order_looked_up(name, arguments)
        if not order:
            return
        (point,) = arguments[1]
        assert isinstance(point, Point)
        down, right = point.shape
        if name == "VLOOKUP":
            right = 0
        elif name == "HLOOKUP":
            down = 0
        if (down and right) or down + right > _MOST_SORTED:
            raise UnsupportedError("argument")
        if point.moves[0] != point.moves[1]:
            self.is_for_this_row_only = True
        self.guards.append(Guard(order, tuple(point.cells(down, right))))

    def _subtotal(self, arguments: Sequence[Sequence[Item]]) -> None:
        self.is_for_this_row_only = True
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


def _kinds(function: str, signature: str, arguments: Sequence[Sequence[Item]], outer: str) -> list[str]:
    """Tell what each argument may be; ``outer`` is what belongs where the call itself stands."""
    first, _, repeated = signature.partition("|")
    more = len(arguments) - len(first)
    if more > 0 and not repeated:
        raise UnsupportedError("argument")
    kinds = list(first[: len(arguments)])
    if more > 0:
        kinds += (repeated * (more // len(repeated) + 1))[:more]
    if kinds[:1] == ["k"]:
        kinds[0] = "n" if _order_looked_up(function, arguments) else "s"
    if outer in _PASSED_ON and function in _GIVES_CELLS:
        kinds[1:] = _PASSED_ON[-1] * len(kinds[1:])
    if outer in _PASSED_ON and function == "IFS" and any(_are_cells(one) for one in arguments[1::2]):
        raise UnsupportedError("argument")  # engines disagree on whether that is the cell or its value
    return kinds


def _order_looked_up(function: str, arguments: Sequence[Sequence[Item]]) -> str:
    """Tell how what is looked in must be sorted: rising, falling, or not at all."""
    at = _LOOKUPS[function]
    if len(arguments) <= at:
        return RISING
    literal = _literal(arguments[at])
    if literal in ("0", "FALSE") or not arguments[at]:
        return ""
    if literal in ("1", "TRUE"):
        return RISING
    if literal == "-1" and function == "MATCH":
        return FALLING
    raise UnsupportedError("argument")


def _may_stand(items: Sequence[Item], kind: str) -> bool:
    if kind == "R":
        return _is_only_a_number_or_point(items)
    if kind == "b":
        return _are_cells(items)
    # SUM(+A1): engines disagree on whether that is still the cell, whose text is no number.
    return not (kind in _PASSED_ON and len(items) > 1 and all(_is_plus_or_point(item) for item in items))


def _is_plus_or_point(item: Item) -> bool:
    return isinstance(item, Point) or (isinstance(item, Token) and item.text == "+")


def _must_have_one_shape(arguments: Sequence[Sequence[Item]]) -> None:
    shapes = {item.shape for argument in arguments for item in argument if isinstance(item, Point)}
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


def _are_cells(items: Sequence[Item]) -> bool:
    return len(items) == 1 and isinstance(items[0], Point) and items[0].box is not None


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
    if is_own_row(items):
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
        inside = group.arguments[0]
        return kind in "tip" and is_own_row(inside) or (kind == "t" and _is_text_for_certain(inside))
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
