"""Filled one-pupil workbooks become one workbook a class, with each pupil's sheets: `bind`.

They come from the same template, so styles, pictures and texts are the same in all of them and stand
once; each pupil's sheets are copied with all that hangs on them (`copy_parts`). The workbook's names
become each sheet's own, as they do when Excel copies a sheet. Binding what is filled, instead of
filling a template of many sheets, lets each pupil's lists be as long as they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xl_beregner.errors import Fault, PackageError
from xl_beregner.filling import copy_rules
from xl_beregner.filling.copy_parts import (
    PartNames,
    Renaming,
    copied_links,
    copied_part,
    family,
    set_attributes,
)
from xl_beregner.filling.copy_rules import own_names, own_sheets, sheet_titles
from xl_beregner.ooxml.application import with_sheets
from xl_beregner.ooxml.archive import join_archive, pack
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.package import CONTENT_TYPES, Package, relationships_of, without_part
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.workbook import DefinedName, Workbook

__all__ = ["bind", "binding_faults", "sheet_titles"]

_SHEET_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
_LINK_ATTRIBUTE = re.compile(rb'([\w.-]+:id)\s*=\s*["\']')


def binding_faults(template: bytes, source: str, shared: Collection[str] = ()) -> list[Fault]:
    """Find what keeps a template from being bound into a workbook with many pupils."""
    workbook = Workbook(Package(template, source))
    return list(copy_rules.binding_faults(workbook, own_sheets(workbook, shared)))


def bind(workbooks: Sequence[bytes], titles: Sequence[str], shared: Collection[str] = ()) -> bytes:
    """Bind workbooks filled from one template into one.

    Parameters
    ----------
    workbooks : sequence of bytes
        One a pupil, at least one.
    titles : sequence of str
        What their sheets are called, as `sheet_titles` makes them.
    shared : collection of str
        Fields that are the same in all of them: a sheet that asks for nothing else stands once. One that
        ends in ``*`` stands for all that begin so.

    Raises
    ------
    PackageError
        The workbooks are not of one template.
    """
    books = [Workbook(Package(data, f"{number}")) for number, data in enumerate(workbooks, 1)]
    first = books[0]
    own = own_sheets(first, shared)
    own += [name for name in first.sheet_parts if name not in own and not _is_alike(books, name)]
    binding = _Binding(books, [name for name in first.sheet_names if name in own], titles)
    return binding.packed()


def _is_alike(books: Sequence[Workbook], sheet: str) -> bool:
    """Tell whether a sheet is the same in all workbooks, with all that hangs on it."""
    first = books[0]
    parts = family(first.package, first.sheet_parts[sheet])
    return all(
        book.package.contents.get(part) == first.package.contents[part] for book in books for part in parts
    )


@dataclass(slots=True)
class _Copy:
    """One pupil's sheets."""

    book: Workbook
    renaming: Renaming
    parts: dict[str, str]  # new names of parts by old ones


@dataclass(slots=True)
class _Entry:
    """A sheet of the bound workbook."""

    title: str
    sheet: str  # in the template
    part: str
    copy: _Copy | None  # None: it stands once


class _Binding:
    def __init__(self, books: Sequence[Workbook], own: Sequence[str], titles: Sequence[str]) -> None:
        self.books = books
        self.first = books[0]
        self.package = self.first.package
        self.own = own
        self.made: dict[str, bytes] = {}  # parts that are not as the first workbook has them
        self.types: dict[str, str] = {}  # content types of new parts
        self._part_names = PartNames(set(self.package.contents))
        self._table_numbers = iter(range(_highest_table(self.first) + 1, 1 << 30))
        self._taken = {table.name.casefold() for table in self.first.tables}
        self._taken |= {name.name.casefold() for name in self.first.names}
        self._own_names = own_names(self.first, own)
        # Excel makes the order of calculation anew.
        self.chain = next(iter(self.package.related(self.first.part, "calcChain")), None)
        self.without_chain = (
            without_part(self.package, self.chain, self.first.part) if self.chain is not None else {}
        )
        named = self._titles(titles)
        self.copies = [self._copy(number, book, named[number]) for number, book in enumerate(books)]
        self.entries = list(self._entries())

    def _titles(self, titles: Sequence[str]) -> list[dict[str, str]]:
        """Name the sheets of each pupil: the first as the pupil, others with what they are."""
        once = [sheet for sheet in self.first.sheet_names if sheet not in self.own]
        wanted = [[title, *(f"{title} {sheet}" for sheet in self.own[1:])] for title in titles]
        everything = [*once, *(title for of_one in wanted for title in of_one)]
        found = iter(sheet_titles(everything, "")[len(once) :])
        return [{sheet.casefold(): next(found) for sheet in self.own} for _ in titles]

    def _copy(self, number: int, book: Workbook, titles: dict[str, str]) -> _Copy:
        # On several sheets of a pupil a name has to be each one's own; a drawing may ask any of them.
        sheet = titles[self.own[0].casefold()]
        renaming = Renaming(titles, {}, dict.fromkeys(self._own_names, sheet))
        parts: dict[str, str] = {}
        for own in self.own:
            for part in family(book.package, book.sheet_parts[own]):
                parts.setdefault(part, part if number == 0 else self._part_names.another(part))
        if number:
            for table in book.tables:
                if table.part in parts:
                    renaming.tables[table.name.casefold()] = self._another_table(table.name, number)
        copy = _Copy(book, renaming, parts)
        for part in parts:
            self._make(copy, part, is_first=number == 0)
        return copy

    def _another_table(self, name: str, number: int) -> str:
        found = f"{name}_{number + 1}"
        while found.casefold() in self._taken:
            found += "_"
        self._taken.add(found.casefold())
        return found

    def _make(self, copy: _Copy, part: str, *, is_first: bool) -> None:
        """Make a part's copy and what it points at."""
        package, new = copy.book.package, copy.parts[part]
        content = copied_part(package, part, copy.renaming)
        root = package.markup(part).root.name if part.endswith(".xml") else ""
        if root == "table" and not is_first:
            content = self._table(content, copy)
        if root == "worksheet":
            content = _sheet(content, is_first=is_first and part == self._front(copy))
        if not is_first or content != package.contents[part]:
            self.made[new] = content
        if not is_first:
            self.types[new] = package.content_types[part]
        links = copied_links(package, part, copy.parts, copy.renaming)
        if links is not None and (not is_first or links != package.contents[relationships_of(part)]):
            self.made[relationships_of(new)] = links

    def _front(self, copy: _Copy) -> str:
        return copy.book.sheet_parts[self.own[0]]

    def _table(self, content: bytes, copy: _Copy) -> bytes:
        markup, edits = Markup(content), Patches()
        name = markup.root.attributes.get("displayName", "")
        new = copy.renaming.tables[name.casefold()]
        set_attributes(
            markup, markup.root, edits, id=str(next(self._table_numbers)), displayName=new, name=new
        )
        return edits.apply(content)

    def _entries(self) -> Iterator[_Entry]:
        """List the sheets in their order: each pupil's stand where the template has its first one."""
        for sheet in self.first.sheet_names:
            if sheet == self.own[0]:
                for copy in self.copies:
                    for own in self.own:
                        title = copy.renaming.sheets[own.casefold()]
                        yield _Entry(title, own, copy.parts[copy.book.sheet_parts[own]], copy)
            elif sheet not in self.own:
                yield _Entry(sheet, sheet, self.first.sheet_parts.get(sheet, ""), None)

    def packed(self) -> bytes:
        """Lay the workbook together."""
        self._refuse_another_template()
        for entry in self.entries:
            if entry.copy is None and entry.part:
                self.made[entry.part] = _sheet(self.package.contents[entry.part], is_first=False)
        self._workbook()
        self._application()
        self._content_types()
        members = [
            pack(member.name, self.made.pop(member.name), member) if member.name in self.made else member
            for member in self.package.members
            if member.name != self.chain
        ]
        return join_archive([*members, *(pack(name, content) for name, content in self.made.items())])

    def _refuse_another_template(self) -> None:
        """Compare what stands once: styles numbered otherwise would dress the copies wrongly."""
        changing = {self.first.part, relationships_of(self.first.part), CONTENT_TYPES, "docProps/app.xml"}
        for copy in self.copies[1:]:
            contents = copy.book.package.contents
            for part, content in self.package.contents.items():
                own = part in copy.parts or part in changing or "/_rels/" in part or "calcChain" in part
                if not own and contents.get(part, content) != content:
                    raise PackageError("copies_anden_skabelon", delnavn=part)

    def _workbook(self) -> None:
        """Write the workbook part anew: its sheets, its names and which sheet is in front."""
        part, markup = self.first.part, self.first.markup
        edits = Patches()
        links = self.package.markup(relationships_of(part))
        identities = _Identities(links.root, self.package, part)
        elements = {element.attributes.get("name", ""): element for element in markup.root.all("sheet")}
        sheets = [
            _sheet_tag(markup, elements[entry.sheet], entry.title, number, identities.of(entry.part))
            for number, entry in enumerate(self.entries, 1)
        ]
        listed = markup.root.child("sheets")
        assert listed is not None
        edits.replace(listed.open_end, listed.close, b"".join(sheets))
        self._names(edits)
        front = next(at for at, entry in enumerate(self.entries) if entry.copy is self.copies[0])
        for view in markup.root.all("workbookView"):
            set_attributes(markup, view, edits, activeTab=str(front) if front else None, firstSheet=None)
        self.made[part] = edits.apply(markup.data)
        more = self.without_chain.get(relationships_of(part), Patches())
        more.insert(links.root.close, identities.added(links.prefix(links.root)))
        self.made[relationships_of(part)] = more.apply(links.data)

    def _names(self, edits: Patches) -> None:
        markup = self.first.markup
        listed = markup.root.child("definedNames")
        if listed is not None:
            written = b"".join(text for _, text in sorted(self._named(), key=lambda named: named[0]))
            edits.replace(listed.open_end, listed.close, written)

    def _named(self) -> Iterator[tuple[tuple[str, int], bytes]]:
        """Write every name, to be sorted as Excel sorts them."""
        for place, entry in enumerate(self.entries):
            book = entry.copy.book if entry.copy else self.first
            for name in book.names:
                is_own = entry.copy is not None and name.scope is None and self._is_own(name)
                if name.scope == entry.sheet or is_own:
                    yield (name.name.casefold(), place), _name_tag(book, name, entry.copy, place)
        for name in self.first.names:
            if name.scope is None and not self._is_own(name):
                yield (name.name.casefold(), -1), _name_tag(self.first, name, None, None)

    def _is_own(self, name: DefinedName) -> bool:
        return name.name.casefold() in self._own_names

    def _application(self) -> None:
        """Write anew which sheets the workbook says it has."""
        part = next(iter(self.package.related("", "extended-properties")), None)
        if part is None:
            return
        titles = [entry.title for entry in self.entries]
        self.made[part] = with_sheets(self.package.markup(part), titles)

    def _content_types(self) -> None:
        """Tell the types of new parts."""
        markup, edits = self.package.markup(CONTENT_TYPES), Patches()
        known = {
            element.attributes.get("Extension", "").casefold(): element.attributes.get("ContentType", "")
            for element in markup.root.all("Default")
        }
        tag = b"<" + markup.prefix(markup.root) + b"Override"
        for part, kind in self.types.items():
            if known.get(part.rpartition(".")[2].casefold()) != kind:
                edits.insert(markup.root.close, tag, f' PartName="/{part}" ContentType="{kind}"/>'.encode())
        edits.extend(self.without_chain.get(CONTENT_TYPES, Patches()))
        self.made[CONTENT_TYPES] = edits.apply(markup.data)


class _Identities:
    """What the workbook calls its sheets' parts; new ones get a new identity."""

    def __init__(self, root: Element, package: Package, part: str) -> None:
        links = package.relationships(part)
        self._known = {link.target: link.identity for link in links}
        self._taken = {link.identity for link in links}
        self._part = part
        self._new: dict[str, str] = {}
        self._numbers = iter(range(1, 1 << 30))

    def of(self, part: str) -> str:
        """Give a part's identity."""
        if part not in self._known:
            self._known[part] = next(
                name for number in self._numbers if (name := f"rId{number}") not in self._taken
            )
            self._new[part] = self._known[part]
        return self._known[part]

    def added(self, prefix: bytes) -> bytes:
        """Write the relationships that are new."""
        folder = posixpath.dirname(self._part)
        tags = [
            f'Relationship Id="{identity}" Type="{_SHEET_LINK}" Target="{posixpath.relpath(part, folder)}"/>'
            for part, identity in self._new.items()
        ]
        return b"".join(b"<" + prefix + tag.encode() for tag in tags)


def _highest_table(workbook: Workbook) -> int:
    numbers = [table.markup.root.attributes.get("id", "") for table in workbook.tables]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _sheet(content: bytes, *, is_first: bool) -> bytes:
    """Let one sheet alone be in front: two of them would be a group that is typed in at once."""
    markup, edits = Markup(content), Patches()
    for view in markup.root.all("sheetView"):
        set_attributes(markup, view, edits, tabSelected="1" if is_first else None)
    for properties in (child for child in markup.root.children if child.name == "sheetPr"):
        set_attributes(markup, properties, edits, codeName=None)
    return edits.apply(markup.data) if len(edits) else content


def _sheet_tag(markup: Markup, element: Element, title: str, number: int, identity: str) -> bytes:
    tag = markup.data[element.start : element.open_end]
    link = _LINK_ATTRIBUTE.search(tag)
    assert link is not None
    edits = Patches()
    set_attributes(
        markup,
        element,
        edits,
        name=title,
        sheetId=str(number),
        **{link[1].decode(): identity},
    )
    return edits.apply(tag, offset=element.start) + markup.data[element.open_end : element.end]


def _name_tag(book: Workbook, name: DefinedName, copy: _Copy | None, place: int | None) -> bytes:
    """Write a name; ``place`` is the sheet it is for, if not all."""
    opening = book.markup.tag_without(name.element, "localSheetId")
    tag = opening[1:].split(maxsplit=1)[0]
    local = f' localSheetId="{place}"'.encode() if place is not None else b""
    text = copy.renaming.formula(name.text) if copy else name.text
    return opening + local + b">" + escape(text).encode() + b"</" + tag + b">"
