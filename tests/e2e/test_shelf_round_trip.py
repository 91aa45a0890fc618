"""Every school's template answered in a real LibreOffice, home by `collect`, and on into next year.

One school answers every cell it may write in; another is silent. All of it must come home as typed, and
stand in next year's workbook, where it belongs or on "Tidligere svar".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from e2e.command import run
from e2e.shelf import OnShelf, each_on_shelf
from support.every_answer import every_answer
from support.school_pen import Edits, Key, Value, write_in_office
from support.typing_in import all_text

from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.run import collect_folder
from xl_beregner.fields.known.about_pupils import is_about_pupils

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

NEXT = "2027/2028"


@dataclass(frozen=True)
class Trip:
    """What one school typed in one template, what came home, and its workbook of the year after."""

    typed: dict[Key, Value]
    unit: str
    silent: str
    collected: Collected
    said: str
    next_year: Path
    next_said: str


@pytest.fixture(scope="module", params=each_on_shelf())
def trip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    one: OnShelf = request.param
    base = tmp_path_factory.mktemp(one.name)
    answering, silent = list(one.schools())[:2]
    units = ("--unit", answering, "--unit", silent)
    one.fill(base / "sendt", *units)
    sent = _workbook(base / "sendt", answering)
    typed = every_answer(sent, f"Ord fra {one.name}")
    assert typed
    (base / "retur").mkdir()
    write_in_office([(sent, base / "retur" / "fra skolen.xlsx", Edits(typed))])
    folders = ("--sent", str(base / "sendt"), "--out", str(base / "samlet.xlsx"))
    told = run("--lang", one.language, "collect", str(base / "retur"), *folders)
    earlier = ("--previous", str(base / "sendt"), "--previous", str(base / "retur"))
    next_said = one.fill(base / "naeste", *units, *earlier, year=NEXT)
    collected = collect_folder(base / "retur", base / "sendt")
    made = _workbook(base / "naeste", answering)
    return Trip(typed, answering, silent, collected, told.stdout + told.stderr, made, next_said)


def _workbook(folder: Path, unit: str) -> Path:
    return next((folder / "skoler").glob(f"{unit}_*.xlsx"))


def _as_told(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def test_every_answer_comes_home_as_it_was_typed(trip: Trip) -> None:
    (home,) = trip.collected.homes
    told = {(one.table, one.key, one.field): _as_told(one.value) for one in home.answers}
    assert told == {key: _as_told(value) for key, value in trip.typed.items()}
    assert home.unit == trip.unit


def test_no_figure_is_thought_changed_and_the_silent_school_is_named(trip: Trip) -> None:
    (home,) = trip.collected.homes
    assert [(change.sheet, change.cell, change.name) for change in home.changes] == []
    assert [one.unit for one in trip.collected.not_home] == [trip.silent]
    assert "Traceback" not in trip.said


def test_every_word_stands_in_next_year_s_workbook(trip: Trip) -> None:
    text = all_text(trip.next_year)
    words = {key: value for key, value in trip.typed.items() if isinstance(value, str)}
    assert [word for key, word in words.items() if word not in text and not is_about_pupils(key[0])] == []
    # What is written about a pupil stays in its year; a word of a list may stand there for another reason.
    pupils = [word for key, word in words.items() if is_about_pupils(key[0]) and word.startswith("Ord fra")]
    assert [word for word in pupils if word in text] == []
    assert "Dette ord er aldrig skrevet" not in text  # the search can fail
    assert "Traceback" not in trip.next_said
