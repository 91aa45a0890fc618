"""New parts laid into a package, each with its content type and the relationship that leads to it.

What the parts hold is whoever's matter that adds them; edits of old parts stand beside.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict

from xl_beregner.ooxml.archive import join_archive, pack
from xl_beregner.ooxml.markup import Markup, escape
from xl_beregner.ooxml.package import CONTENT_TYPES, Package, relationships_of
from xl_beregner.ooxml.patches import Patches

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Additions:
    """What is added to a package, and what changes in it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.edits: dict[str, Patches] = defaultdict(Patches)
        self.replaced: dict[str, bytes] = {}  # parts written anew
        self._new: dict[str, bytes] = {}
        self._links: dict[str, list[tuple[str, str, str]]] = defaultdict(list)

    def free_name(self, pattern: str) -> str:
        """Name a part that is not there yet: ``xl/worksheets/sheet{}.xml``."""
        number = 1
        while self.package.has(pattern.format(number)) or pattern.format(number) in self._new:
            number += 1
        return pattern.format(number)

    def add(self, part: str, content: bytes, content_type: str, *, owner: str, kind: str) -> str:
        """Add a part that ``owner`` points at; gives what the owner calls it."""
        self._new[part] = content
        types = self.package.markup(CONTENT_TYPES)
        tag = b"<" + types.prefix(types.root) + b"Override"
        said = f' PartName="/{part}" ContentType="{escape(content_type)}"/>'.encode()
        self.edits[CONTENT_TYPES].insert(types.root.close, tag, said)
        taken = {link.identity for link in self.package.relationships(owner)}
        taken |= {identity for identity, _, _ in self._links[owner]}
        identity = next(name for number in range(1, 1 << 20) if (name := f"rId{number}") not in taken)
        target = posixpath.relpath(part, posixpath.dirname(owner) or ".")
        self._links[owner].append((identity, f"{RELATIONSHIPS}/{kind}", target))
        return identity

    def packed(self) -> bytes:
        """Lay the package together: old members in their places, new ones last."""
        for owner, links in self._links.items():
            self._link(relationships_of(owner), links)
        members = []
        for member in self.package.members:
            content = self._content(member.name)
            members.append(member if content is None else pack(member.name, content, member))
        return join_archive([*members, *(pack(name, content) for name, content in self._new.items())])

    def _content(self, part: str) -> bytes | None:
        if part in self.replaced:
            return self.replaced[part]
        if part in self.edits and len(self.edits[part]):
            return self.edits[part].apply(self.package.markup(part).data)
        return None

    def _link(self, held: str, links: list[tuple[str, str, str]]) -> None:
        if not self.package.has(held):
            opening = f'{_DECLARATION}<Relationships xmlns="{_SPACE}">'
            self._new[held] = f"{opening}{_written(links, '')}</Relationships>".encode()
            return
        markup: Markup = self.package.markup(held)
        prefix = markup.prefix(markup.root).decode()
        self.edits[held].insert(markup.root.close, _written(links, prefix).encode())


def _written(links: list[tuple[str, str, str]], prefix: str) -> str:
    return "".join(
        f'<{prefix}Relationship Id="{identity}" Type="{kind}" Target="{target}"/>'
        for identity, kind, target in links
    )
