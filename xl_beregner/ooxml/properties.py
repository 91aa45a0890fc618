"""A workbook's own properties (docProps/custom.xml): which template it is, and whose.

They are text here; other kinds a template may hold are left as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from xl_beregner.ooxml.encode import escape_text
from xl_beregner.ooxml.markup import Markup
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.patches import Patches

PART = "docProps/custom.xml"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATIONSHIP = "custom-properties"

_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one set that Excel shows
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Properties xmlns="{_SPACE}" xmlns:vt="{_TYPES}"></Properties>'
).encode()


def properties_part(package: Package) -> str:
    """Name the part of the properties, whether it is there or not."""
    return next(iter(package.related("", RELATIONSHIP)), PART)


def read_properties(package: Package) -> dict[str, str]:
    """Read all properties as text."""
    part = properties_part(package)
    if not package.has(part):
        return {}
    return properties_in(package.markup(part))


def properties_in(markup: Markup) -> dict[str, str]:
    """Read the properties of a part as text."""
    return {
        found.attributes.get("name", ""): "".join(value.text for value in found.children)
        for found in markup.root.children
    }


def with_properties(package: Package, properties: Mapping[str, str]) -> bytes:
    """Set properties: those there are changed in their place, the others come last."""
    part = properties_part(package)
    markup = package.markup(part) if package.has(part) else Markup(_EMPTY, part)
    edits = Patches()
    there = {found.attributes.get("name", "").casefold(): found for found in markup.root.children}
    numbers = [found.attributes.get("pid", "") for found in markup.root.children]
    taken = [int(number) for number in numbers if number.isdecimal()]
    added: list[str] = []
    for name, value in properties.items():
        text = f'<vt:lpwstr xmlns:vt="{_TYPES}">{escape_text(value)}</vt:lpwstr>'
        found = there.get(name.casefold())
        if found is not None and found.is_self_closed:
            tag = markup.prefix(found).decode() + found.name
            opening = markup.tag_without(found)
            edits.replace(found.start, found.end, opening, f">{text}</{tag}>".encode())
        elif found is not None:
            edits.replace(found.open_end, found.close, text.encode())
        else:
            tag = markup.prefix(markup.root).decode() + "property"
            pid = max([1, *taken]) + 1
            taken.append(pid)
            quoted = escape_text(name).replace('"', "&quot;")
            added.append(f'<{tag} fmtid="{_FORMAT}" pid="{pid}" name="{quoted}">{text}</{tag}>')
    if added and markup.root.is_self_closed:
        root = markup.root
        name_ = markup.prefix(root) + b"Properties"
        edits.replace(
            root.start,
            root.end,
            markup.tag_without(root),
            b">",
            "".join(added).encode(),
            b"</" + name_ + b">",
        )
    elif added:
        edits.insert(markup.root.close, "".join(added).encode())
    return edits.apply(markup.data)
