"""A workbook's cell styles: which of them show dates, and new ones added behind those there are.

Styles are known by their number, so none is ever changed or taken away. Which cell gets which is
decided in `filling`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.patches import Patches

DATE = 14  # the number format that each reader sees as the short date of their own country
_DATES = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
# What stands in quotes, in brackets or after a backslash is no part of a date.
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_FIRST_OWN = 164  # lower numbers are Excel's own formats


class Styles:
    """The styles of a workbook, and those that are to be added."""

    def __init__(self, package: Package, workbook_part: str) -> None:
        self.part = next(iter(package.related(workbook_part, "styles")), None)
        self._markup: Markup | None = package.markup(self.part) if self.part else None
        self._added: dict[str, list[bytes]] = defaultdict(list)
        self._dates: dict[str | None, str] = {}

    @property
    def is_changed(self) -> bool:
        """Whether any style was added."""
        return bool(self._added)

    def is_date(self, style: str | None) -> bool:
        """Tell whether cells of a style show numbers as dates."""
        form = self._format_of(style)
        if form in _DATES:
            return True
        code = self._codes.get(form, "")
        return any(letter in "dDyY" for letter in _LITERAL.sub("", code))

    def dated(self, style: str | None) -> str | None:
        """Give the style of cells that look like these and show a date; None where there are no styles."""
        if self._markup is None or self.is_date(style):
            return style
        if style not in self._dates:
            self._dates[style] = self._with_format(style)
        return self._dates[style]

    def add(self, group: str, markup: str) -> int:
        """Add a font, a fill, a border or a cell style (``fonts``, ``fills``, ``borders``, ``cellXfs``).

        ``markup`` has no prefixes; where the workbook has no styles at all, every style is its default.
        """
        if self._markup is None:
            return 0
        prefix = self._markup.prefix(self._markup.root).decode()
        return self._added_as(group, re.sub("<(/?)", rf"<\1{prefix}", markup))

    def _added_as(self, group: str, markup: str) -> int:
        written = markup.encode()
        if written in self._added[group]:
            return self._count(group) + self._added[group].index(written)
        self._added[group].append(written)
        return self._count(group) + len(self._added[group]) - 1

    def format_of(self, code: str) -> int:
        """Give the number of a number format, added if nobody has it yet."""
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([_FIRST_OWN - 1, *self._codes]) + 1
        self._codes[number] = code
        self.add("numFmts", f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>')
        return number

    def content(self) -> bytes:
        """Write the part with what was added."""
        markup, edits = self._known, Patches()
        for group, added in self._added.items():
            held = self._group(group)
            if held is None:  # number formats alone may be missing, and they come first
                p = markup.prefix(markup.root)
                opening = b"<" + p + f'numFmts count="{len(added)}">'.encode()
                edits.insert(markup.root.open_end, opening, *added, b"</" + p + b"numFmts>")
                continue
            edits.insert(held.close, *added)
            span = markup.attribute_span(held, "count")
            if span:
                edits.replace(*span, str(len(held.children) + len(added)).encode())
        return edits.apply(markup.data)

    @property
    def _known(self) -> Markup:
        assert self._markup is not None
        return self._markup

    def _group(self, name: str) -> Element | None:
        return self._markup.root.child(name) if self._markup else None

    def _count(self, group: str) -> int:
        held = self._group(group)
        return len(held.children) if held else 0

    @cached_property
    def _codes(self) -> dict[int, str]:
        held = self._group("numFmts")
        found = held.children if held else ()
        return {int(one.attributes["numFmtId"]): one.attributes.get("formatCode", "") for one in found}

    def _style(self, style: str | None) -> Element | None:
        held, number = self._group("cellXfs"), int(style or 0)
        return held.children[number] if held and 0 <= number < len(held.children) else None

    def _format_of(self, style: str | None) -> int:
        found = self._style(style)
        return int(found.attributes.get("numFmtId", "0")) if found else 0

    def _with_format(self, style: str | None) -> str:
        found = self._style(style)
        if found is None:
            return str(self.add("cellXfs", cell_style({"numFmtId": DATE, "applyNumberFormat": 1})))
        prefix = self._known.prefix(found).decode()
        tag = self._known.tag_without(found, "numFmtId", "applyNumberFormat").decode()
        inner = self._known.data[found.open_end : found.close].decode() if not found.is_self_closed else ""
        closing = f">{inner}</{prefix}xf>" if inner else "/>"
        written = f'{tag} numFmtId="{DATE}" applyNumberFormat="1"{closing}'
        return str(self._added_as("cellXfs", written))


def cell_style(attributes: Mapping[str, object], inner: str = "") -> str:
    """Write a cell style; what it does not say is the workbook's own default."""
    whole = {"numFmtId": 0, "fontId": 0, "fillId": 0, "borderId": 0, "xfId": 0, **attributes}
    said = " ".join(f'{name}="{value}"' for name, value in whole.items())
    return f"<xf {said}>{inner}</xf>" if inner else f"<xf {said}/>"
