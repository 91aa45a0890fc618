"""What an earlier year's goals were agreed on: baseline, prediction, noise, by the row's key.

As they were sent, where the manifest of the folder they were sent from is at hand; else as they stand in
the workbook, where somebody may have changed a locked cell. Which workbooks there are is `previous`' matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.sent import Figures, columns, read_sent
from xl_beregner.batch.collect.tables import AGREEMENT, FIGURES, agreed_on
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.cells import parse_school_year
from xl_beregner.errors import BeregnerError

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held

Sent = Mapping[tuple[str, int], Figures]  # by unit and the year its workbook is for


def sent_figures(folders: Iterable[Path], template: str, before: int) -> Sent:
    """Read what was sent to every school in earlier years, from those folders that have a manifest."""
    found: dict[tuple[str, int], Figures] = {}
    for folder in folders:
        if not OutputFolder(folder).manifest.exists():
            continue
        try:
            sent = read_sent(folder)
            year = parse_school_year(sent.manifest.run.school_year)
        except BeregnerError:
            continue  # the workbooks themselves are still there
        run = sent.manifest.run
        if year is None or year >= before or run.kind != "skole":
            continue
        if run.template.casefold() == template.casefold():
            found |= {(unit, year): one.written for unit, one in sent.units.items()}
    return found


def in_workbook(figures: Sequence[Held]) -> Figures:
    """Lay out what a workbook itself says."""
    return columns([held for held in figures if held.table == AGREEMENT])


def basis_rows(figures: Figures) -> Iterator[tuple[Any, ...]]:
    """Give a row for every key: the key, and what a goal on it was agreed on."""
    for key, agreed in agreed_on(figures, FIGURES):
        yield (key, *(value if _is_number(value) else None for value in agreed.values()))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
