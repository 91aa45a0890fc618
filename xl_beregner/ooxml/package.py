"""A workbook file as parts that point at each other: content types and relationships.

The zip below is `archive`'s matter, what the parts say above belongs to `workbook` and the rest.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.archive import Member, read_archive
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.patches import Patches

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relationship:
    """What one part points at."""

    identity: str
    kind: str  # the last word of its type: "worksheet", "table", "drawing"
    target: str  # a part's name, or an address outside
    is_external: bool


class Package:
    """The parts of a workbook file, untouched."""

    def __init__(self, data: bytes, source: str) -> None:
        self.source = source
        self.members, self.contents = read_archive(data, source)
        self._markup: dict[str, Markup] = {}
        self._names = {name.casefold(): name for name in self.contents}
        if CONTENT_TYPES not in self.contents:
            raise PackageError("filling_pakke_ikke_regneark", fil=source)

    def has(self, part: str) -> bool:
        """Tell whether a part is there; part names go without regard to case."""
        return part.casefold() in self._names

    def markup(self, part: str) -> Markup:
        """Parse a part, once."""
        if part not in self._markup:
            if part not in self.contents:
                raise PackageError("filling_pakke_del_mangler", fil=self.source, delnavn=part)
            self._markup[part] = Markup(self.contents[part], part)
        return self._markup[part]

    def relationships(self, part: str) -> list[Relationship]:
        """List what a part points at; ``""`` is the package itself."""
        held = self._names.get(relationships_of(part).casefold())
        if held is None:
            return []
        return [self._relationship(part, element) for element in self.markup(held).root.children]

    def _relationship(self, part: str, element: Element) -> Relationship:
        target = element.attributes.get("Target", "")
        is_external = element.attributes.get("TargetMode") == "External"
        if not is_external:
            whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target)))
            target = self._names.get(whole.lstrip("/").casefold(), whole.lstrip("/"))
        kind = element.attributes.get("Type", "").rpartition("/")[2]
        return Relationship(element.attributes.get("Id", ""), kind, target, is_external)

    def related(self, part: str, kind: str) -> list[str]:
        """Name the parts of one kind that a part points at."""
        return [
            found.target
            for found in self.relationships(part)
            if found.kind == kind and not found.is_external and found.target in self.contents
        ]

    @cached_property
    def content_types(self) -> dict[str, str]:
        """The content type of every part: its own, or that of its extension."""
        defaults: dict[str, str] = {}
        own: dict[str, str] = {}
        for element in self.markup(CONTENT_TYPES).root.children:
            kind = element.attributes.get("ContentType", "")
            if element.name == "Default":
                defaults[element.attributes.get("Extension", "").casefold()] = kind
            elif element.name == "Override":
                own[unquote(element.attributes.get("PartName", "")).lstrip("/").casefold()] = kind
        return {
            name: own.get(name.casefold(), defaults.get(name.rpartition(".")[2].casefold(), ""))
            for name in self.contents
        }

    def parts_of_type(self, *endings: str) -> Iterator[str]:
        """Name the parts whose content type ends so."""
        for part, kind in self.content_types.items():
            if kind.endswith(endings) and part in self.contents:
                yield part

    @cached_property
    def workbook_part(self) -> str:
        """Name the main part; a binary workbook is refused."""
        for part in self.related("", "officeDocument"):
            kind = self.content_types.get(part, "")
            if "sheet.binary" in kind:
                raise PackageError("filling_pakke_xlsb", fil=self.source)
            if part.endswith(".xml") and ("spreadsheetml" in kind or "ms-excel" in kind):
                return part
        raise PackageError("filling_pakke_ikke_regneark", fil=self.source)

    def like(self, part: str) -> Member | None:
        """Find the member of a part."""
        return next((member for member in self.members if member.name == part), None)


def relationships_of(part: str) -> str:
    """Name the part that holds another part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def without_part(package: Package, part: str, owner: str) -> dict[str, Patches]:
    """Take a part's content type and its owner's relationship to it away, as edits per part."""
    edits = {CONTENT_TYPES: Patches(), relationships_of(owner): Patches()}
    for override in package.markup(CONTENT_TYPES).root.all("Override"):
        if unquote(override.attributes.get("PartName", "")).lstrip("/").casefold() == part.casefold():
            edits[CONTENT_TYPES].replace(override.start, override.end, b"")
    held = relationships_of(owner)
    if package.has(held):
        for element in package.markup(held).root.children:
            if package._relationship(owner, element).target == part:
                edits[held].replace(element.start, element.end, b"")
    return edits


def with_part(package: Package, part: str, content_type: str, kind: str) -> dict[str, Patches]:
    """Give a new part its content type and the package's relationship to it."""
    types, held = package.markup(CONTENT_TYPES), package.markup(relationships_of(""))
    edits = {CONTENT_TYPES: Patches(), relationships_of(""): Patches()}
    edits[CONTENT_TYPES].insert(
        types.root.close,
        b"<" + types.prefix(types.root),
        f'Override PartName="/{part}" ContentType="{escape(content_type)}"/>'.encode(),
    )
    taken = {element.attributes.get("Id") for element in held.root.children}
    identity = next(name for number in range(1, 1 << 20) if (name := f"rId{number}") not in taken)
    edits[relationships_of("")].insert(
        held.root.close,
        b"<" + held.prefix(held.root),
        f'Relationship Id="{identity}" Type="{_RELATIONSHIPS}/{kind}" Target="{part}"/>'.encode(),
    )
    return edits
