"""One school's figures parted by pejlemærke, each with a paragraph of what its figures show.

The rows are those of the list ``tal``, the sentences its ``viser_tallet``: here they are only put together.
Every school of a run has the same pejlemærker at the same places, whatever figures it has of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.common import headed
from xl_beregner.fields.known.themes import MOST, PLACES
from xl_beregner.fields.reports import FIELDS, Reports, Words

Row = dict[str, Any]

# The key of what stands together on the last sheet: as lasting as a pejlemærke's name.
REST: Final = "oevrige"


class SchoolThemes:
    """The pejlemærker of every school of a run."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._catalogue = dataset.catalogue
        self._year = year
        self._edition = edition
        self._reports = Reports(dataset)

    def fields(self, number: str, figures: Sequence[Mapping[str, Any]]) -> dict[str, list[Row]]:
        """Give one school's fields; ``figures`` are its rows of ``tal``."""
        return theme_fields(figures, self._reports.before(number, self._year, self._edition))

    def notes(self) -> list[Fault]:
        """Tell that there are more pejlemærker than sheets."""
        shown = self._catalogue[self._catalogue["vises"]]
        fault = too_many(shown["pejlemaerke"].tolist())
        return [fault] if fault else []


def theme_fields(figures: Sequence[Mapping[str, Any]], before: Words) -> dict[str, list[Row]]:
    """Give every pejlemærke a list of one row and a list of its figures, in the catalogue's order.

    ``before``: what the school wrote on them in its report of an earlier year.
    """
    themes = _together(_by_theme(figures))
    fields: dict[str, list[Row]] = {}
    for place in PLACES:
        key, name, rows = themes[place - 1] if place <= len(themes) else ("", "", [])
        told = {"noegle": key, "navn": name, "viser_tallene": paragraph(rows), **_said(before.get(key, {}))}
        fields[f"pejlemaerke_{place}"] = [told] if rows else []
        fields[f"pejlemaerke_{place}_tal"] = headed([dict(row) for row in rows])
    return fields


def too_many(names: Sequence[str]) -> Fault | None:
    """Tell that more pejlemærker than sheets stand together on the last; ``names``: of every figure shown."""
    found = list(dict.fromkeys(name or texts.say("themes.uden") for name in names))
    if len(found) <= MOST:
        return None
    facts = {"antal": len(found), "plads": MOST, "navne": "; ".join(found[MOST - 1 :])}
    return Fault("fields_mange_pejlemaerker", facts, "warning")


def paragraph(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Write what the figures show, a line each, and of those that are not shown why."""
    return "\n".join(_line(row) for row in rows) or None


def _line(row: Mapping[str, Any]) -> str:
    said = row["viser_tallet"] or row["bemaerkning"] or texts.say("themes.intet_tal")
    return texts.say("themes.om", navn=row["navn"], hvad=said)


def _said(before: Mapping[str, str]) -> Row:
    return {f"forrige_{field}": before.get(field) or None for field in FIELDS}


def _by_theme(figures: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in figures:
        found.setdefault(row["pejlemaerke"] or texts.say("themes.uden"), []).append(row)
    return [(name, name, rows) for name, rows in found.items()]


def _together(
    themes: list[tuple[str, str, list[Mapping[str, Any]]]],
) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    """Lay what there is more of than sheets on the last one, headed with all their names."""
    if len(themes) <= MOST:
        return themes
    rest = themes[MOST - 1 :]
    title = texts.say("themes.oevrige", navne=[name for _, name, _ in rest])
    return [*themes[: MOST - 1], (REST, title, [row for _, _, rows in rest for row in rows])]
