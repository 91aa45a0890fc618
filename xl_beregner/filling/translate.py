"""A formula of a file in plain words for the engine, or the finding that we cannot vouch for it.

Names and structured references become A1 references, so the engine needs neither; what engines
disagree on is refused here (an array where one value belongs, unions, whole columns) or left to
be looked at when the values are there: a `Guard`. Calculating is `recalculate`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_beregner.filling.formula_tree import (
    ONE_VALUE_SHEET,
    Group,
    Item,
    Point,
    TreeReader,
    UnsupportedError,
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
from xl_beregner.filling.places import Area, Places, UnresolvedError
from xl_beregner.filling.shapes import Meanings, NameMeaning, Shape, Shapes, Translation
from xl_beregner.ooxml.formulas import Kind, Token

_ORDERING = frozenset({"<", ">", "<=", ">="})
_JOIN = frozenset({"&"})
_GUARDED = frozenset("tcipdyn")
_WITHOUT_LOOKING = "f"
_NOT_ONE_VALUE = frozenset("rRbaqf")
_AREAS = frozenset("rRbaq")  # where one cell is a range of one cell
_PASSED_ON = frozenset("rq")  # q: one cell or value that goes on to where r belongs
_THROUGH = frozenset("arq")  # what brackets let through
# In Excel these give the cell itself, not its value.
_GIVES_CELLS = frozenset({"IF", "CHOOSE"})
# The argument that says how what is looked in is sorted.
_LOOKUPS = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3, "LOOKUP": 3}
_MOST_SORTED = 2000  # cells looked at after each calculation


class Translator:
    """Puts the formulas of a workbook into plain words for the engine, like ones at once."""

    def __init__(self, places: Places, known: Mapping[str, str], shapes: Shapes | None = None) -> None:
        self._places = places
        self._known = known
        self._shapes = shapes or Shapes()
        self._names: dict[tuple[str, str], NameMeaning] = {}
        self._tables: dict[tuple[str, str, int], Area | None] = {}

    def translate(self, text: str, sheet: str, row: int) -> Translation:
        """Translate a formula by its sheet and row, or raise `UnsupportedError`."""
        now = Meanings(
            lambda name: self._name(name, sheet), lambda name: self._table(name, sheet, row), sheet, row
        )
        found = self._shapes.used(text, now)
        if found is None:
            key = shape_of(text, row)
            found = self._shapes.alike(key, text, now)
            if found is None:
                found = self._shapes.keep(key, text, self._shape(text, now), now)
        return found

    def _name(self, name: str, sheet: str) -> NameMeaning:
        """Find what a name stands for on a sheet; it is the same in all rows."""
        key = (name, sheet)
        if key not in self._names:
            try:
                self._names[key] = self._places.resolve(name, sheet, 1)
            except UnresolvedError:
                self._names[key] = None
        return self._names[key]

    def _table(self, name: str, sheet: str, row: int) -> Area | None:
        key = (name, sheet, 0 if name else row)
        if key not in self._tables:
            try:
                self._tables[key] = self._places.area(name, sheet, row)
            except UnresolvedError:
                self._tables[key] = None
        return self._tables[key]

    def _shape(self, text: str, now: Meanings) -> Shape:
        reader = TreeReader(now.sheet, now.row, self._places)
        tree = reader.read(text)
        checker = _Checker(self._known, self._places)
        checker.check(tree, "s")
        return Shape(
            text="=" + written(tree),
            reads=tuple(dict.fromkeys(checker.reads)),
            guards=tuple(checker.guards),
            made_in=now.row,
            # Whether SUBTOTAL sees hidden rows is looked up for the very rows it adds.
            rows=range(now.row, now.row + 1) if checker.is_rigid else reader.rows,
            names=tuple((name, now.name(name)) for name in reader.names),
            tables=tuple((name, self._places.area(name, now.sheet, now.row)) for name in reader.tables),
            own_rows_of=frozenset(reader.own_rows_of),
            is_rigid=checker.is_rigid,
        )


class _Checker:
    """Walks a formula, refuses what engines disagree on, and collects what it reads."""

    def __init__(self, known: Mapping[str, str], places: Places) -> None:
        self.known = known
        self.places = places
        self.reads: list[Point] = []
        self.is_rigid = False
        self.guards: list[Guard] = []

    def check(self, items: Sequence[Item], kind: str) -> None:
        """Look at what stands in one place, where one thing of ``kind`` belongs."""
        if not _may_stand(items, kind):
            raise UnsupportedError("argument")
        has_operator = False
        for item in items:
            if isinstance(item, Group):
                self._group(item, kind if len(items) == 1 or item.function is None else "s")
            elif isinstance(item, Token):
                has_operator = has_operator or item.kind is Kind.OPERATOR
            elif item.box is not None:
                if item.is_area and kind != "a" and not (kind in "rRbf" and len(items) == 1):
                    raise UnsupportedError("array")
                if item.sheet == ONE_VALUE_SHEET and kind in _NOT_ONE_VALUE:
                    raise UnsupportedError("array")  # SUM(BEREGNER_X(…)) would be more than its first value
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
        if kind in _PASSED_ON and _may_be_a_cell(group):
            self.guards.append(Guard("v", (written([group]),)))
        if group.function is not None:
            self._function(group.function, group)

    def _function(self, name: str, group: Group) -> None:
        arguments = group.given
        if name in SAME_SHAPE:
            self._must_have_one_shape([arguments[at] for at in group.areas])
        if name == "SUBTOTAL":
            self._subtotal(arguments)
        elif name in ("ROW", "COLUMN"):
            _must_be_one_cell(arguments)
        elif name == "INDEX" and not all(arguments):
            raise UnsupportedError("argument")
        elif name in _LOOKUPS:
            self._looks_up_sorted(name, arguments)
        elif name in ("PERCENTRANK", "PERCENTRANK.INC"):
            self.guards.append(Guard("m", (f"COUNT({_as_area(arguments[0])})",)))

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
        if point.anchors[0] != point.anchors[1]:
            self.is_rigid = True
        self.guards.append(Guard(order, tuple(point.cells(down, right))))

    def _must_have_one_shape(self, areas: Sequence[Sequence[Item]]) -> None:
        points = [item for items in areas for item in items if isinstance(item, Point)]
        if len({point.shape for point in points}) > 1:
            raise UnsupportedError("argument")
        if len({point.anchors for point in points}) > 1:
            self.is_rigid = True

    def _subtotal(self, arguments: Sequence[Sequence[Item]]) -> None:
        self.is_rigid = True
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
        kinds[1:] = "q" * len(kinds[1:])
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


def _may_be_a_cell(group: Group) -> bool:
    """Tell whether a call gives a cell, as Excel sees it, of which the engine takes the value."""
    if group.function in ("IFERROR", "IFNA"):
        return any(
            _are_cells(argument)
            or (len(argument) == 1 and isinstance(argument[0], Group) and _may_be_a_cell(argument[0]))
            for argument in group.arguments
        )
    return group.function == "INDEX"


def _as_area(items: Sequence[Item]) -> str:
    return "".join(item.as_area for item in items if isinstance(item, Point))


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
        return (kind in "tip" and is_own_row(inside)) or (kind == "t" and _is_text_for_certain(inside))
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
