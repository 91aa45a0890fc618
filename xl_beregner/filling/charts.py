"""Charts: their ranges follow lists that change, and the values they show are the workbook's own.

Excel draws from the cells, but previews and Protected View draw from the values stored in the
chart. Those are written anew wherever they can have changed, so a chart never shows the template's.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence
from dataclasses import dataclass, field

from xl_beregner.filling.live import Place
from xl_beregner.filling.resize import Resize, followed
from xl_beregner.ooxml.encode import escape_text, number_text, numbers_text
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import NameReference, Reference
from xl_beregner.ooxml.values import SharedStrings, read_value
from xl_beregner.ooxml.workbook import Workbook

_CHART = "drawingml.chart+xml"
_NEWER_CHART = "ms-office.chartex+xml"
_CACHES = frozenset(("numCache", "strCache", "dlblRangeCache"))
_MOST_POINTS = 32_000  # no chart draws more; a longer range is a whole column in disguise

Shown = float | str | bool | None


@dataclass(slots=True)
class Cache:
    """The values a chart stores of some cells."""

    is_numbers: bool
    prefix: bytes
    opening: bytes  # what stands before the points: the number format
    places: tuple[Place, ...]
    fixed: dict[Place, Shown]  # what cells nobody fills show
    column: tuple[str, int, int] | None = None  # the name and rows of a list's column, if it is one
    _heads: list[bytes] = field(default_factory=list)

    def written(self, values: Sequence[Shown]) -> bytes:
        """Write the points; a cell without a value has none."""
        p = self.prefix
        if not self._heads:
            closing = b"</" + p + b"v></" + p + b"pt>"
            count = f'ptCount val="{len(self.places)}"/>'.encode()
            self._heads = [
                closing + b"<" + p + f'pt idx="{at}"><'.encode() + p + b"v>" for at in range(len(self.places))
            ]
            self._heads[0] = self.opening + b"<" + p + count + self._heads[0].removeprefix(closing)
            self._heads.append(closing)
        if self.is_numbers and set(map(type, values)) <= _NUMBERS:
            pieces = [b""] * (2 * len(values))
            pieces[::2] = self._heads[:-1]
            pieces[1::2] = numbers_text(values).split(b",")
            return b"".join((*pieces, self._heads[-1]))
        return self._with_gaps(values)

    def _with_gaps(self, values: Sequence[Shown]) -> bytes:
        p = self.prefix.decode()
        pieces = [f'<{p}ptCount val="{len(self.places)}"/>']
        for index, value in enumerate(values):
            text = self._text(value)
            if text is not None:
                pieces.append(f'<{p}pt idx="{index}"><{p}v>{text}</{p}v></{p}pt>')
        return self.opening + "".join(pieces).encode()

    def _text(self, value: Shown) -> str | None:
        if value is None or value == "" or isinstance(value, bool):
            return None
        if isinstance(value, str):
            return None if self.is_numbers else escape_text(value)
        return number_text(value).decode()


_NUMBERS = {float, int}


def lay_charts(
    workbook: Workbook, resizes: Sequence[Resize], moving: Container[Place], edits: dict[str, Patches]
) -> dict[str, dict[Hashable, Cache]]:
    """Edit every chart that shows cells which move or change; tells its slots."""
    shared = SharedStrings(workbook.package, workbook)
    found: dict[str, dict[Hashable, Cache]] = {}
    for part in workbook.package.parts_of_type(_CHART, _NEWER_CHART):
        markup = workbook.package.markup(part)
        laid = _Chart(workbook, markup, resizes, moving, shared)
        laid.walk(markup.root)
        if len(laid.edits):
            edits[part].extend(laid.edits)
            found[part] = laid.caches
    return found


class _Chart:
    def __init__(
        self,
        workbook: Workbook,
        markup: Markup,
        resizes: Sequence[Resize],
        moving: Container[Place],
        shared: SharedStrings,
    ) -> None:
        self.workbook = workbook
        self.markup = markup
        self.resizes = resizes
        self.moving = moving
        self.shared = shared
        self.edits = Patches()
        self.caches: dict[Hashable, Cache] = {}

    def walk(self, element: Element) -> None:
        """Look at every element that points at cells, and at what it stores of them."""
        for child in element.children:
            if child.name in ("f", "sqref") and child.text:
                self._reference(element, child)
            else:
                self.walk(child)

    def _reference(self, holder: Element, formula: Element) -> None:
        text = followed(formula.text, None, self.resizes, single_cells=True)
        if text != formula.text:
            self.edits.replace(formula.open_end, formula.close, escape(text).encode())
        places = self._places(text)
        if places is not None and text == formula.text and not any(place in self.moving for place in places):
            return
        for stored in holder.children:
            if stored.name in _CACHES and places is not None:
                self._refresh(stored, places)
            elif stored.name in _CACHES or stored.name in ("multiLvlStrCache", "lvl"):
                self.edits.replace(stored.start, stored.end)

    def _refresh(self, stored: Element, places: tuple[Place, ...]) -> None:
        format_code = stored.child("formatCode")
        opening = self.markup.data[format_code.start : format_code.end] if format_code else b""
        fixed = {
            place: read_value(self.workbook.sheet(place[0]).cell(*place[1:]), self.shared)
            for place in places
            if place not in self.moving
        }
        name = ("cache", len(self.caches))
        prefix = self.markup.prefix(stored)
        self.caches[name] = Cache(stored.name == "numCache", prefix, opening, places, fixed)
        if stored.is_self_closed:
            tag = self.markup.tag_without(stored)
            closing = b"</" + tag[1:].split()[0] + b">"
            self.edits.replace(stored.start, stored.end, tag, b">", name, closing)
        else:
            self.edits.replace(stored.open_end, stored.close, name)

    def _places(self, text: str, depth: int = 0) -> tuple[Place, ...] | None:
        """List the cells a chart points at; None where that is not known before Excel says."""
        places: list[Place] = []
        for target in references(text):
            if isinstance(target, NameReference) and depth < 3:
                named = self._named(target)
                inner = self._places(named, depth + 1) if named else None
                if inner is None:
                    return None
                places += inner
            elif isinstance(target, Reference):
                inner = self._cells(target)
                if inner is None:
                    return None
                places += inner
            else:
                return None
        return (
            tuple(places) if places and len(places) <= _MOST_POINTS and "OFFSET" not in text.upper() else None
        )

    def _cells(self, target: Reference) -> tuple[Place, ...] | None:
        sheet = None if target.is_external else self.workbook.sheet_called(target.sheet)
        top, left, bottom, right = target.box
        if sheet is None or (bottom - top + 1) * (right - left + 1) > _MOST_POINTS:
            return None
        return tuple(
            (sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        )

    def _named(self, target: NameReference) -> str | None:
        for name in self.workbook.names:
            if name.name.casefold() == target.name.casefold():
                return followed(name.text, name.scope, self.resizes, single_cells=True)
        return None
