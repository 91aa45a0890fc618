"""Sheets taken out of a filled workbook, with all that is theirs alone: `leave_out`.

For a workbook whose template has sheets that some editions have nothing for: an empty sheet would make
its readers wonder what they may not see. How sheets are copied is `copies`' matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xl_beregner.filling.copy_parts import family
from xl_beregner.filling.copy_rules import own_names, place_inside, stands_on
from xl_beregner.ooxml.application import with_sheets
from xl_beregner.ooxml.archive import join_archive, pack
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.markup import Element, escape
from xl_beregner.ooxml.package import CONTENT_TYPES, Package, relationships_of, without_part
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import NameReference, Reference, TableReference
from xl_beregner.ooxml.workbook import DefinedName, Workbook


def leave_out(data: bytes, sheets: Collection[str], source: str = "") -> bytes:
    """Take sheets out of a workbook.

    No formula that stays may look at them: a sheet that others' formulas, rules or charts need is for the
    template's author to keep. A link to one is taken off its cell, whose text stays. The first sheet stays.

    Raises
    ------
    PackageError
        The workbook cannot be read.
    """
    workbook = Workbook(Package(data, source))
    gone = [name for name in workbook.sheet_parts if name in sheets and name != workbook.sheet_names[0]]
    return _Leaving(workbook, gone).packed() if gone else data


class _Leaving:
    def __init__(self, workbook: Workbook, gone: list[str]) -> None:
        self.workbook = workbook
        self.package = workbook.package
        self.gone = gone
        self.kept = [name for name in workbook.sheet_names if name not in gone]
        self.parts = self._parts()
        self.tables = {table.name.casefold() for table in workbook.tables if table.sheet in gone}
        self.names = own_names(workbook, gone)
        self.edits: dict[str, Patches] = {}

    def _parts(self) -> set[str]:
        """List what hangs on these sheets and on no other."""
        of = self.workbook.sheet_parts
        theirs = {part for name in self.gone for part in family(self.package, of[name])}
        others = {part for name in of if name not in self.gone for part in family(self.package, of[name])}
        return theirs - others

    def packed(self) -> bytes:
        chain = next(iter(self.package.related(self.workbook.part, "calcChain")), None)
        dropped = self.parts | {relationships_of(part) for part in self.parts}
        if chain is not None:  # Excel makes the order of calculation anew
            dropped.add(chain)
            self._take(without_part(self.package, chain, self.workbook.part))
        for name in self.gone:
            self._take(without_part(self.package, self.workbook.sheet_parts[name], self.workbook.part))
        self._content_types()
        self._workbook()
        self._links()
        made = {
            part: edits.apply(self.package.markup(part).data)
            for part, edits in self.edits.items()
            if len(edits)
        }
        made |= self._application()
        return join_archive(
            pack(member.name, made[member.name], member) if member.name in made else member
            for member in self.package.members
            if member.name not in dropped
        )

    def _take(self, edits: dict[str, Patches]) -> None:
        for part, patches in edits.items():
            self.edits.setdefault(part, Patches()).extend(patches)

    def _content_types(self) -> None:
        """Take the types of what hung on the sheets away; the sheets' own went with them."""
        own = {self.workbook.sheet_parts[name] for name in self.gone}
        lost = {f"/{part}".casefold() for part in self.parts - own}
        edits = self.edits.setdefault(CONTENT_TYPES, Patches())
        for override in self.package.markup(CONTENT_TYPES).root.all("Override"):
            if override.attributes.get("PartName", "").casefold() in lost:
                edits.replace(override.start, override.end)

    def _workbook(self) -> None:
        """Take the sheets and their names out; names of one sheet count the sheets anew."""
        edits = self.edits.setdefault(self.workbook.part, Patches())
        markup = self.workbook.markup
        for element in markup.root.all("sheet"):
            if element.attributes.get("name") in self.gone:
                edits.replace(element.start, element.end)
        listed = markup.root.child("definedNames")
        if listed is not None:
            edits.replace(listed.open_end, listed.close, b"".join(self._names()))
        for view in markup.root.all("workbookView"):
            for name in ("activeTab", "firstSheet"):
                span = markup.attribute_span(view, name)
                if span is not None:
                    edits.replace(*span, b"0")

    def _links(self) -> None:
        """Take the links to the sheets off the cells of those that stay."""
        for sheet, part in self.workbook.sheet_parts.items():
            if sheet in self.gone or b"hyperlink" not in self.package.contents[part]:
                continue
            held = self.workbook.sheet(sheet).markup.root.child("hyperlinks")
            links = list(held.all("hyperlink")) if held is not None else []
            lost = [link for link in links if self._leads_there(part, link)]
            edits = self.edits.setdefault(part, Patches())
            if held is not None and links and len(lost) == len(links):
                edits.replace(held.start, held.end)  # Excel refuses a list of no links
                continue
            for link in lost:
                edits.replace(link.start, link.end)

    def _leads_there(self, part: str, link: Element) -> bool:
        target = link.attributes.get("location", "")
        identity = next((text for key, text in link.attributes.items() if key.endswith(" id")), None)
        for found in self.package.relationships(part) if identity and not target else ():
            if found.identity == identity:
                target = place_inside(found)
        return any(stands_on(one, self.gone, self.names, self.tables) for one in references(target))

    def _names(self) -> Iterator[bytes]:
        for name in self.workbook.names:
            if name.scope in self.gone or (name.scope is None and self._is_theirs(name)):
                continue
            opening = self.workbook.markup.tag_without(name.element, "localSheetId")
            tag = opening[1:].split(maxsplit=1)[0]
            local = f' localSheetId="{self.kept.index(name.scope)}"' if name.scope is not None else ""
            yield opening + local.encode() + b">" + escape(name.text).encode() + b"</" + tag + b">"

    def _is_theirs(self, name: DefinedName) -> bool:
        sheets = {sheet.casefold() for sheet in self.gone}
        for target in references(name.text):
            if isinstance(target, TableReference) and target.table.casefold() in self.tables:
                return True
            if isinstance(target, (Reference, NameReference)) and (target.sheet or "").casefold() in sheets:
                return True
        return False

    def _application(self) -> dict[str, bytes]:
        """Write anew which sheets the workbook says it has: by name, not by count of names."""
        part = next(iter(self.package.related("", "extended-properties")), None)
        if part is None:
            return {}
        return {part: with_sheets(self.package.markup(part), self.kept)}
