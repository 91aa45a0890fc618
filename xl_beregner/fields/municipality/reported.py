"""What the schools wrote in their reports, pejlemærke by pejlemærke, as written.

How they are read is ``reports``'; only the administration reads them. What schools wrote on single indicators
is ``wishes``'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.fields.municipality.rollup import alphabetical
from xl_beregner.fields.municipality.rows import Row
from xl_beregner.fields.reports import FIELDS, Reports
from xl_beregner.fields.themes_of_school import REST


@dataclass(frozen=True, slots=True)
class Report:
    """What one school wrote on one pejlemærke; a field it left blank is an empty text."""

    theme: str
    number: str
    school: str
    said: dict[str, str]


def reports(dataset: Dataset, year: int) -> list[Report]:
    """Read the reports of a school year: schools in alphabetical order, pejlemærker as they stood."""
    written = Reports(dataset)
    table = dataset.schools
    schools = sorted(
        zip(table["skole_nr"], table["skole"], strict=True), key=lambda one: alphabetical(one[1])
    )
    return [
        Report(_title(key), number, name, dict(said))
        for number, name in schools
        for key, said in written.of_year(number, year).items()
    ]


def by_school(found: Sequence[Report], theme: str, others: bool, themes: Sequence[str]) -> list[Row]:
    """Give a row a school for one pejlemærke's sheet.

    ``others``: the sheet also takes what was written on a pejlemærke that has none here.
    """
    mine = [one for one in found if one.theme == theme or (others and one.theme not in themes)]
    return [
        {
            "noegle": f"{one.theme}|{one.number}",
            "pejlemaerke": one.theme,
            "skole": one.school,
            **{field: one.said[field] or None for field in FIELDS},
        }
        for one in mine
    ]


def line(rows: Sequence[Row], schools: int) -> str:
    """Say how many of the schools have written on a pejlemærke."""
    written = len({row["skole"] for row in rows})
    return texts.say("themes.ord.linje" if written else "themes.ord.ingen", antal=written, af=schools)


def one_by_one(found: Sequence[Report]) -> list[Row]:
    """Give a row for everything written, by pejlemærke, as the list of all the schools' words has them."""
    rows: list[Row] = []
    for theme in dict.fromkeys(one.theme for one in found):
        mine = [one for one in found if one.theme == theme]
        rows += _of_theme(theme, mine)
    return rows


def _of_theme(theme: str, mine: Sequence[Report]) -> Iterator[Row]:
    schools: Any = len({one.number for one in mine})
    is_first = True
    for one in mine:
        written = [field for field in FIELDS if one.said[field]]
        for field in written:
            yield {
                "noegle": f"{theme}|{one.number}|{field}",
                "pejlemaerke": theme,
                "navn": theme,
                "navn_vist": theme if is_first else None,
                "skoler": schools if is_first else None,
                "skole": one.school,
                "skole_vist": one.school if field == written[0] else None,
                "felt": texts.say(f"municipality.skrevet.{field}"),
                "tekst": one.said[field],
            }
            is_first = False


def _title(key: str) -> str:
    return texts.say("themes.rest") if key == REST else key
