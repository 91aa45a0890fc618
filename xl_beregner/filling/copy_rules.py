"""Which sheets of a one-pupil template a class's workbook has once a pupil, and what they are called.

How they are bound into one workbook is `copies`' matter. What keeps a template from being bound is
found here, before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from xl_beregner.errors import Fault
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.package import Relationship
from xl_beregner.ooxml.references import AnyReference, NameReference, Reference, TableReference
from xl_beregner.ooxml.workbook import DefinedName, Workbook

# What hangs on a sheet and is copied with it, what several sheets may share; nothing else can be copied.
COPIED = frozenset(
    ("drawing", "chart", "chartUserShapes", "chartStyle", "chartColorStyle", "chartEx", "vmlDrawing")
) | {"comments", "table", "printerSettings"}
SHARED = frozenset(("image", "hyperlink"))

_LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]+")
# Excel keeps the name of the list of changes for itself, in its own language.
_RESERVED = frozenset(("history", "historik", "oversigt over ændringer"))
# Elements and attributes of a sheet, a drawing or a chart that hold a formula.
FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"))
FORMULA_ATTRIBUTES = ("textlink", "location")


def sheet_titles(names: Sequence[str], word: str) -> list[str]:
    """Make names of sheets from pupils' names: all unlike, of at most 31 characters that Excel takes.

    A pupil without a name becomes ``word`` and a number.
    """
    taken: set[str] = set()
    titles = []
    for number, name in enumerate(names, 1):
        plain = _plain_title(name)
        if not plain or plain.casefold() in _RESERVED:
            plain = _plain_title(f"{word} {number}")
        titles.append(_untaken(plain, taken))
        taken.add(titles[-1].casefold())
    return titles


def own_sheets(workbook: Workbook, shared: Collection[str]) -> list[str]:
    """Name the sheets that are each pupil's own: those that ask for more than the shared fields.

    A sheet that looks at such a sheet is one too. A workbook that asks for nothing of a pupil's has
    its first sheet once a pupil.
    """
    common = {name.casefold() for name in shared}
    families = tuple(name[:-1] for name in common if name.endswith("*"))
    own = {
        sheet
        for name in workbook.names
        if name.name[:5].casefold() in ("felt_", "svar_")
        and not _is_one_of(name.name[5:].casefold(), common, families)
        for sheet in _sheets_of(workbook, name)
    }
    looks_at = {sheet: list(_looked_at(workbook, sheet)) for sheet in workbook.sheet_parts}
    while True:
        names = own_names(workbook, own)
        tables = {table.name.casefold() for table in workbook.tables if table.sheet in own}
        more = {
            sheet
            for sheet, targets in looks_at.items()
            if sheet not in own and any(stands_on(target, own, names, tables) for target in targets)
        }
        if not more:
            break
        own |= more
    return [name for name in workbook.sheet_parts if name in own] or list(workbook.sheet_parts)[:1]


def _is_one_of(name: str, common: Collection[str], families: tuple[str, ...]) -> bool:
    return name in common or (bool(families) and name.startswith(families))


def own_names(workbook: Workbook, own: Collection[str]) -> set[str]:
    """Name the workbook's names that stand for something on those sheets, in small letters."""
    tables = {table.name.casefold() for table in workbook.tables if table.sheet in own}
    found: set[str] = set()
    while True:
        more = {
            name.name.casefold()
            for name in workbook.names
            if name.scope is None
            and name.name.casefold() not in found
            and any(stands_on(target, own, found, tables) for target in references(name.text))
        }
        if not more:
            return found
        found |= more


def binding_faults(workbook: Workbook, own: Sequence[str]) -> Iterator[Fault]:
    """Find what cannot stand in a workbook more than once."""
    if any(found.kind == "vbaProject" for found in workbook.package.relationships(workbook.part)):
        yield Fault("copies_makroer", {})
    for sheet in own:
        for kind in sorted(_kinds_below(workbook, workbook.sheet_parts[sheet])):
            if kind not in COPIED and kind not in SHARED:
                yield Fault("copies_kan_ikke_kopieres", {"ark": sheet, "slags": kind})
        if any(
            isinstance(target, Reference) and target.is_across_sheets
            for target in _looked_at(workbook, sheet)
        ):
            yield Fault("copies_flere_ark", {"ark": sheet})


def formula_texts(element: Element) -> Iterator[str]:
    """List the formulas below an element."""
    for child in element.children:
        if child.name in FORMULAS and child.text:
            yield child.text
        for name in FORMULA_ATTRIBUTES:
            if child.attributes.get(name):
                yield child.attributes[name]
        yield from formula_texts(child)


def _looked_at(workbook: Workbook, sheet: str) -> Iterator[AnyReference]:
    """List what a sheet's cells, rules, drawings and charts point at."""
    part = workbook.sheet_parts[sheet]
    drawings = workbook.package.related(part, "drawing")
    charts = [chart for drawing in drawings for chart in workbook.package.related(drawing, "chart")]
    for each in (part, *drawings, *charts):
        for text in set(formula_texts(workbook.package.markup(each).root)):
            yield from references(text)


def stands_on(
    target: AnyReference, own: Collection[str], names: Collection[str], tables: Collection[str]
) -> bool:
    """Tell whether a reference means something on these sheets, whose names and tables are given."""
    if isinstance(target, Reference):
        return target.sheet is not None and target.sheet.casefold() in {sheet.casefold() for sheet in own}
    if isinstance(target, NameReference):
        on_sheet = (target.sheet or "").casefold() in {sheet.casefold() for sheet in own}
        return on_sheet or target.name.casefold() in names or target.name.casefold() in tables
    return isinstance(target, TableReference) and target.table.casefold() in tables


def place_inside(link: Relationship) -> str:
    """Give the place in this workbook that a link leads to: ``Ark!A1`` of ``#Ark!A1``; else nothing."""
    folder, sign, place = link.target.partition("#")
    return place if sign and not (link.is_external and folder) else ""


def _sheets_of(workbook: Workbook, name: DefinedName) -> Iterator[str]:
    for target in references(name.text):
        if isinstance(target, Reference) and not target.is_external:
            found = workbook.sheet_called(target.sheet)
            if found is not None:
                yield found
        if isinstance(target, TableReference):
            for table in workbook.tables:
                if table.name.casefold() == target.table.casefold():
                    yield table.sheet


def _kinds_below(workbook: Workbook, part: str) -> set[str]:
    kinds: set[str] = set()
    for found in workbook.package.relationships(part):
        kinds.add(found.kind)
        if found.kind in COPIED and not found.is_external:
            kinds |= _kinds_below(workbook, found.target)
    return kinds


def _plain_title(text: str) -> str:
    return _cut(" ".join(_NOT_IN_TITLES.sub(" ", text).split()).strip("' "), _LONGEST_TITLE).strip("' ")


def _cut(text: str, length: int) -> str:
    """Cut a text to so many characters as Excel counts them, in UTF-16."""
    while len(text.encode("utf-16-le", "surrogatepass")) > 2 * length:
        text = text[:-1]
    return text


def _untaken(title: str, taken: Iterable[str]) -> str:
    held, number, found = set(taken), 1, title
    while found.casefold() in held:
        number += 1
        mark = f" ({number})"
        found = _cut(title, _LONGEST_TITLE - len(mark)).rstrip() + mark
    return found
