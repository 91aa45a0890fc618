"""What the schools wrote they would do, as written: on one indicator together, so that what is common shows.

Nothing is shortened, judged or sorted by worth. Only the administration reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.fields.goals.answers import text_of
from xl_beregner.fields.goals.together import goal_books, own_keys
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.rollup import alphabetical
from xl_beregner.fields.municipality.rows import Row

# Of the sheet of agreed goals, and of a school's own goals.
_ON_INDICATORS: Final = ("tiltag",)
_OF_OWN_GOALS: Final = ("maal", "tegn", "tiltag")
_OWN: Final = "egen_"


def wishes(dataset: Dataset, year: int, about: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Give a row for everything written in the agreements of a school year."""
    written: dict[str, list[Row]] = {}
    for school, name, single, listed in _agreements(dataset, year):
        for key, answers in listed.get("aftale", {}).items():
            for field in _ON_INDICATORS:
                _add(written, key, school, name, field, answers.get(field))
        for goal in own_keys(single):
            if not goal.startswith(_OWN):
                continue
            for field in _OF_OWN_GOALS:
                _add(written, goal, school, name, field, single.get(f"{goal}_{field}"))
    rows: list[Row] = []
    for key, theme, title in _subjects(about, own_keys(f"{key}_maal" for key in written)):
        mine = written.get(key, [])
        schools = len({row["skole_nr"] for row in mine})
        above = None
        for row in mine:
            first = row is mine[0]
            rows.append(
                {
                    "noegle": f"{key}|{row['skole_nr']}|{row['felt']}",
                    "pejlemaerke": theme,
                    "navn": title,
                    "navn_vist": title if first else None,
                    "skoler": schools if first else None,
                    "skole": row["skole"],
                    "skole_vist": None if row["skole_nr"] == above else row["skole"],
                    "felt": texts.say(f"municipality.skrevet.{row['felt']}"),
                    "tekst": row["tekst"],
                }
            )
            above = row["skole_nr"]
    return rows


def line(rows: Sequence[Row]) -> str:
    """Say how much was written, and of what most schools wrote."""
    if not rows:
        return texts.say("municipality.temaer.ingen")
    heads = [row for row in rows if row["skoler"]]
    most = max(heads, key=lambda row: row["skoler"])
    schools = len({row["noegle"].split("|")[1] for row in rows})
    return texts.say(
        "municipality.temaer.linje", skoler=schools, emner=len(heads), navn=most["navn"], antal=most["skoler"]
    )


def _agreements(
    dataset: Dataset, year: int
) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
    books = goal_books(dataset)
    table = dataset.schools
    schools = sorted(
        zip(table["skole_nr"], table["skole"], strict=True), key=lambda one: alphabetical(one[1])
    )
    for number, name in schools:
        book = books.get(number, {}).get(year)
        if book is not None:
            yield number, name, book.single, book.lists


def _add(written: dict[str, list[Row]], key: str, school: str, name: str, field: str, answer: Any) -> None:
    # A civil number is masked when answers are collected; here once more, whoever made the table.
    if text := mask_civil_numbers(text_of(answer)):
        row = {"skole_nr": school, "skole": name, "felt": field, "tekst": text}
        written.setdefault(key, []).append(row)


def _subjects(about: Sequence[Mapping[str, Any]], goals: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for row in about:
        yield row["indikator"], say.theme_of(row), row["navn"]
    own = texts.say("municipality.egne_maal")
    for key in goals:
        yield key, own, texts.say("municipality.eget_maal", nr=key.removeprefix(_OWN))
