"""A sheet with all that hangs on it, under new names: its part, drawings, charts, tables and notes.

Which sheets are copied is `copy_rules`' matter, the workbook they come into `copies`'.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xl_beregner.filling.copy_rules import COPIED, FORMULA_ATTRIBUTES, FORMULAS
from xl_beregner.ooxml.formulas import Kind, Token, tokenize
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.package import Package, relationships_of
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import body_at, read_name, read_reference, sheet_prefix

_NUMBER = re.compile(r"\d*$")


@dataclass(slots=True)
class Renaming:
    """What is called otherwise in a copy: sheets and tables, by their old names in small letters."""

    sheets: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    local_names: dict[str, str] = field(default_factory=dict)  # the sheet a name of the workbook is now on

    def formula(self, text: str, *, of_drawing: bool = False) -> str:
        """Rewrite a formula; a drawing's has to say on which sheet a name is."""
        return "".join(self._token(token, of_drawing=of_drawing) for token in tokenize(text))

    def _token(self, token: Token, *, of_drawing: bool) -> str:
        if token.kind is Kind.STRUCTURED:
            table, bracket, rest = token.text.partition("[")
            return self.tables.get(table.casefold(), table) + bracket + rest
        if token.kind not in (Kind.REFERENCE, Kind.NAME):
            return token.text
        at = body_at(token.text)
        prefix, body = token.text[:at], token.text[at:]
        if token.kind is Kind.REFERENCE:
            found = read_reference(token.text)
            sheet = None if found.is_external or found.is_across_sheets else found.sheet
        else:
            name = read_name(token.text)
            own_sheet = self.local_names.get(body.casefold())
            if own_sheet is not None and (prefix == "[0]!" or (of_drawing and not prefix)):
                return sheet_prefix(own_sheet) + body  # [0]!navn is the workbook's own name
            sheet = None if name.is_external else name.sheet
            body = body if prefix else self.tables.get(body.casefold(), body)
        if sheet is not None and sheet.casefold() in self.sheets:
            return sheet_prefix(self.sheets[sheet.casefold()]) + body
        return prefix + body


class PartNames:
    """The names of parts: none is given twice."""

    def __init__(self, taken: Iterator[str] | set[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def another(self, part: str) -> str:
        """Name a part as another one, with the next number that is free."""
        folder, name = posixpath.split(part)
        stem, suffix = posixpath.splitext(name)
        stem, number = _NUMBER.sub("", stem), 1
        while (found := posixpath.join(folder, f"{stem}{number}{suffix}")).casefold() in self._taken:
            number += 1
        self._taken.add(found.casefold())
        return found


def family(package: Package, part: str) -> list[str]:
    """List a part and all that hangs on it and is copied with it, each once."""
    found = [part]
    for one in found:
        for link in package.relationships(one):
            if link.kind in COPIED and not link.is_external and link.target not in found:
                found.append(link.target)
    return found


def copied_part(package: Package, part: str, renaming: Renaming) -> bytes:
    """Write a part anew for its copy."""
    if not part.endswith(".xml"):
        return package.contents[part]  # a printer's settings; old drawings hold no formulas
    markup = package.markup(part)
    edits = Patches()
    of_drawing = markup.root.name not in ("worksheet", "table")
    _follow(markup, markup.root, renaming, edits, of_drawing=of_drawing)
    return edits.apply(markup.data) if len(edits) else package.contents[part]


def _follow(
    markup: Markup, element: Element, renaming: Renaming, edits: Patches, *, of_drawing: bool
) -> None:
    for child in element.children:
        if child.name in FORMULAS and child.text:
            text = renaming.formula(child.text, of_drawing=of_drawing)
            if text != child.text:
                edits.replace(child.open_end, child.close, escape(text).encode())
        for name in FORMULA_ATTRIBUTES:
            held = child.attributes.get(name)
            span = markup.attribute_span(child, name) if held else None
            if held and span:
                edits.replace(*span, escape(renaming.formula(held, of_drawing=of_drawing)).encode())
        _follow(markup, child, renaming, edits, of_drawing=of_drawing)


def copied_links(package: Package, part: str, names: Mapping[str, str], renaming: Renaming) -> bytes | None:
    """Write what a part points at anew for its copy; None where it points at nothing."""
    held = relationships_of(part)
    if not package.has(held):
        return None
    markup = package.markup(held)
    edits = Patches()
    folder = posixpath.dirname(names[part])
    for element, link in zip(markup.root.children, package.relationships(part), strict=True):
        span = markup.attribute_span(element, "Target")
        target = element.attributes.get("Target", "")
        if span is None:
            continue
        if target.startswith("#"):
            edits.replace(*span, escape("#" + renaming.formula(target[1:], of_drawing=True)).encode())
        elif not link.is_external and link.target in names:
            edits.replace(*span, posixpath.relpath(names[link.target], folder or ".").encode())
    return edits.apply(markup.data) if len(edits) else markup.data


def set_attributes(markup: Markup, element: Element, edits: Patches, **values: str | None) -> None:
    """Give an element's start tag other values of these attributes, or none."""
    added = []
    for name, value in values.items():
        span = markup.attribute_span(element, name)
        if span is not None and value is not None:
            edits.replace(*span, escape(value).encode())
        elif span is not None:
            # With its name, its quotes and the blank before it.
            start = markup.data.rindex(name.encode(), element.start, span[0])
            edits.replace(start - 1, span[1] + 1)
        elif value is not None:
            added.append(f' {name}="{escape(value)}"')
    if added:
        end = element.open_end - (2 if markup.data[element.open_end - 2] == 0x2F else 1)
        edits.insert(end, "".join(added).encode())
