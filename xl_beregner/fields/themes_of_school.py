"""One school's figures parted by pejlemærke, each with a paragraph of what its figures show.

Every school of a run has the same pejlemærker at the same places, whatever figures it has of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields import parted_figures
from xl_beregner.fields.common import headed
from xl_beregner.fields.known.themes import THEMES
from xl_beregner.fields.parted_figures import REST as REST
from xl_beregner.fields.parted_figures import paragraph as paragraph
from xl_beregner.fields.reports import FIELDS, Reports, Words

Row = dict[str, Any]


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
    themes = parted_figures.parted(figures, "pejlemaerke", texts.say("themes.uden"), THEMES.most)
    fields: dict[str, list[Row]] = {}
    for place in THEMES.places:
        key, name, rows = themes[place - 1] if place <= len(themes) else ("", "", [])
        told = {"noegle": key, "navn": name, "viser_tallene": paragraph(rows), **_said(before.get(key, {}))}
        fields[f"pejlemaerke_{place}"] = [told] if rows else []
        fields[f"pejlemaerke_{place}_tal"] = headed([dict(row) for row in rows])
    return fields


def too_many(names: Sequence[str]) -> Fault | None:
    """Tell that more pejlemærker than sheets stand together on the last; ``names``: of every figure shown."""
    fault = "fields_mange_pejlemaerker"
    return parted_figures.too_many(names, texts.say("themes.uden"), THEMES.most, fault)


def _said(before: Mapping[str, str]) -> Row:
    return {f"forrige_{field}": before.get(field) or None for field in FIELDS}
