"""A survey of invented schools for the tests: settings with questions, counts as `collect` writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from support.agreed import agreed, in_template, said, small_dataset

from xl_beregner.dataset import Dataset
from xl_beregner.fields.known.survey import OPTIONS

SAFE, CALM = "elever|jeg_er_tryg", "elever|der_er_ro"
QUESTIONS = ("Elever: Jeg er tryg. [karakter]", "Elever: Der er ro.", "Forældre, personale: Vi hører om det.")

# A school's counts of a question: the four options, and perhaps don't know.
Counts = Mapping[str, Sequence[int]]


def dataset(schools: int, rows: Sequence[Mapping[str, Any]] = (), *more: tuple[str, ...]) -> Dataset:
    """Give so many schools, A1 to An, with the three questions, ``more`` settings and these answers."""
    return agreed(_without_answers(schools, more), rows) if rows else _without_answers(schools, more)


@cache
def _without_answers(schools: int, more: tuple[tuple[str, ...], ...]) -> Dataset:
    named = [[f"A{number}", f"Skole {number}", "Nord", 100] for number in range(1, schools + 1)]
    figures = [[f"A{number}", "2024/2025", "karakter", "7,0", 40, "0,2"] for number in range(1, schools + 1)]
    asked = [[f"enkaet_spoergsmaal_{at}", text, "Udvalget"] for at, text in enumerate(QUESTIONS, start=1)]
    with TemporaryDirectory() as folder:
        return small_dataset(
            Path(folder),
            skoler=[["skole_nr", "skole", "omraade", "elevtal"], *named],
            indikatorer=[["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"], *figures],
            indstillinger=[["noegle", "vaerdi", "kilde"], *asked, *map(list, more)],
        )


def survey(
    number: str,
    year: int,
    counts: Counts,
    *,
    template: str = "brugerundersoegelse",
    words: Mapping[str, Any] | None = None,
    **single: Any,
) -> list[dict[str, Any]]:
    """Give a school's answers: counts by question, its words by question, and single ones."""
    names = (*OPTIONS, "antal_ved_ikke")
    lists: dict[str, Any] = {
        "enkaet": {key: dict(zip(names, numbers, strict=False)) for key, numbers in counts.items()}
    }
    if words:
        lists["enkaet_analyse"] = words
    return in_template(template, said(number, year, lists, **single))
