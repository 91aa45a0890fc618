"""Whose a workbook is and of which school year, by the properties a fill gave it.

Cells that say the same are not enough here: a template may hold an example of a year and a number, and a
template is never deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xl_beregner.batch.collect.returned import LARGEST_FILE, WORKBOOKS, kept_name
from xl_beregner.cells import parse_school_year
from xl_beregner.errors import CellError, PackageError

_FILLED = ("xb_skabelon", "xb_enhed_nr", "xb_skoleaar")
_LAST_DAY = (7, 31)  # the school year ends with July


@dataclass(frozen=True, slots=True)
class Whose:
    """What a filled workbook says of itself."""

    unit: str
    begins: int  # the year its school year begins in


def is_over(begins: int, before: date) -> bool:
    """Tell whether the last day of a school year lies before a day."""
    return date(begins + 1, *_LAST_DAY) < before


def is_named_as_one(name: str) -> bool:
    """Tell whether a file is called like a workbook, or like one kept beside its new one."""
    return Path(kept_name(name) or name).suffix.lower() in WORKBOOKS


def whose(path: Path) -> Whose | None:
    """Read what a workbook says of itself; None where it is none of ours, or cannot be read."""
    from xl_beregner.ooxml.scan_book import ScannedBook

    try:
        if not 0 < path.stat().st_size <= LARGEST_FILE:
            return None
        properties = ScannedBook(path.read_bytes(), path.name).properties
    except (OSError, PackageError):
        return None
    said = {name.casefold(): text.strip() for name, text in properties.items()}
    if not all(said.get(name) for name in _FILLED):
        return None
    begins = year_of(said["xb_skoleaar"])
    return None if begins is None else Whose(said["xb_enhed_nr"], begins)


def year_of(text: str) -> int | None:
    """Read a school year; None where it is none."""
    try:
        return parse_school_year(text)
    except CellError:
        return None
