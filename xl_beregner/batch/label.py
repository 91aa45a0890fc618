"""A template's label: what it says of itself, read in a moment without looking at its cells.

What it asks for is read by ``filling``; whom a run can be for is ``card``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.properties import read_properties

_ABOUT = "docProps/core.xml"


@dataclass(frozen=True, slots=True)
class Label:
    """A template's own words: blank where it says nothing; ``kind`` is what one workbook is for."""

    name: str = ""
    version: str = ""
    kind: str = "skole"
    title: str = ""
    subject: str = ""
    language: str = ""  # of the document: "da", "sv", ...


def read_label(path: Path) -> Label:
    """Read a template's properties; a file that cannot be read says nothing, its check tells why."""
    try:
        package = Package(path.read_bytes(), path.name)
        own = {name.lower(): value for name, value in read_properties(package).items()}
        about = _about(package)
    except (OSError, PackageError):
        return Label()
    return Label(
        name=own.get("xb_skabelon", ""),
        version=own.get("xb_version", ""),
        kind=own.get("xb_enhed", "").casefold() or "skole",
        title=about.get("title", ""),
        subject=about.get("subject", ""),
        language=about.get("language", "").partition("-")[0].casefold(),
    )


def _about(package: Package) -> dict[str, str]:
    part = next(iter(package.related("", "metadata/core-properties")), _ABOUT)
    if not package.has(part):
        return {}
    return {found.name: found.text.strip() for found in package.markup(part).root.children}
