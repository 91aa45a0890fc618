"""The questions of a school's survey: the municipality's own, and places for the school's.

A question is known by its words: reworded it is another one, and nothing is compared across the two. What
is answered stands in the workbook; added up over schools it is ``municipality.survey``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import QUESTIONS
from xl_beregner.errors import Fault
from xl_beregner.fields.known.survey import ANALYSIS, ANSWERS, GROUPS, RESULTS
from xl_beregner.headings import plain

Row = dict[str, Any]

OWN: Final = "egen"
# Places for a school's own questions, a group: beside common ones, and where there are none.
OWN_BESIDE, OWN_ALONE = 2, 6
# So many open questions to take turns beside a group's results.
TALKS: Final = 4
_OPENING = re.compile(r"([^:?!.]{3,80}):\s*(.+)", re.DOTALL)
_JOINED = re.compile(r"[,/;+&]|\s(?:og|och|and)\s")
_LONGEST_KEY = 80
_INDICATOR = re.compile(r"\s*\[([^\]]*)\]\s*$")


@dataclass(frozen=True, slots=True)
class Question:
    """A common question, the group it is for, where it was decided, and the indicator that asks the same."""

    group: str
    text: str
    source: str
    indicator: str = ""

    @property
    def key(self) -> str:
        """Its row's key: the group and the question's own words."""
        return f"{self.group}|{plain(self.text)[:_LONGEST_KEY]}"


def common_questions(dataset: Dataset) -> list[Question]:
    """Read the municipality's questions, by group in the order of the settings.

    "Forældre: Jeg er tryg ..." is for that group alone, "Elever, forældre: ..." for two; without such a
    beginning a question is for all. An indicator's key in brackets at the end asks the same question.
    """
    asked = [dataset.settings[key] for key in QUESTIONS]
    found = [
        Question(group, text, one.source, indicator)
        for one in asked
        for said, indicator in [_parted(str(one.value))]
        for groups, text in [for_whom(said)]
        for group in groups
        if text
    ]
    ordered = sorted(found, key=lambda one: GROUPS.index(one.group))
    return list({one.key: one for one in reversed(ordered)}.values())[::-1]


def for_whom(text: str) -> tuple[tuple[str, ...], str]:
    """Part a setting into the groups it is for and the question."""
    opening = _OPENING.fullmatch(text.strip())
    named = [_group(part) for part in _JOINED.split(opening[1])] if opening else []
    if opening and named and all(named):
        return tuple(group for group in GROUPS if group in named), opening[2].strip()
    return GROUPS, text.strip()


def _parted(text: str) -> tuple[str, str]:
    """Part the key of an indicator from the end of a setting."""
    found = _INDICATOR.search(text)
    return (text[: found.start()], found[1].strip()) if found else (text, "")


def _group(word: str) -> str:
    said = plain(word)
    for group in GROUPS:
        names = {plain(texts.say(f"survey.gruppe.{group}", lang)) for lang in texts.LANGUAGES}
        if said in names:
            return group
    return ""


def group_name(group: str) -> str:
    """Name a group in the reader's language."""
    return texts.say(f"survey.gruppe.{group}")


def open_question(group: str, place: int) -> str:
    """Give an open question beside a result; a group's take turns."""
    return texts.say(f"survey.samtale.{group}_{place % TALKS + 1}")


def headed(rows: Sequence[Row], shown: str = "gruppe") -> list[Row]:
    """Show a group's name once: blank where the row above has the same."""
    above: Any = None
    for row in rows:
        row[f"{shown}_vist"] = None if row[shown] == above else row[shown]
        above = row[shown]
    return list(rows)


class Survey:
    """The rows of every school's survey."""

    def __init__(self, dataset: Dataset) -> None:
        self._questions = common_questions(dataset)
        self._rows = headed(list(_rows(self._questions)))
        self._indicators = {one.key: one.indicator for one in self._questions}
        self._known = set(dataset.catalogue["indikator"])

    def fields(self, figures: Iterable[Row] | None) -> dict[str, Any]:
        """Give the three lists; ``figures``: the school's rows of ``tal``, where those are asked for."""
        published = {row["noegle"]: row for row in figures or ()}
        return {
            ANSWERS: [_part(row, "ramme") for row in self._rows],
            RESULTS: [{**_part(row), **_published(self._figure(row, published))} for row in self._rows],
            ANALYSIS: [_part(row, "spoergsmaal") for row in self._rows],
        }

    def notes(self) -> list[Fault]:
        """Tell of indicators that questions name and the catalogue has not."""
        named = {one.indicator for one in self._questions if one.indicator} - self._known
        return [Fault("fields_enkaet_indikator", {"fundet": name}, "warning") for name in sorted(named)]

    def _figure(self, row: Row, published: Mapping[str, Row]) -> Row:
        return published.get(self._indicators.get(row["noegle"], ""), {})


def _rows(questions: Sequence[Question]) -> Iterator[Row]:
    own = OWN_BESIDE if questions else OWN_ALONE
    for group in GROUPS:
        common = [one for one in questions if one.group == group]
        for place, one in enumerate(common):
            yield _row(group, one.key, one.text, place) | {"ramme": one.source or None}
        for number in range(1, own + 1):
            name = texts.say("survey.egen", nr=number)
            place = len(common) + number - 1
            yield _row(group, f"{group}|{OWN}_{number}", name, place) | {"egen": name}


def _row(group: str, key: str, name: str, place: int) -> Row:
    return {
        "noegle": key,
        "gruppe": group_name(group),
        "navn": name,
        "egen": None,
        "ramme": None,
        "spoergsmaal": open_question(group, place),
    }


def _part(row: Row, *more: str) -> Row:
    return {key: row[key] for key in ("noegle", "gruppe", "gruppe_vist", "navn", "egen", *more)}


def _published(found: Row) -> Row:
    """Give the dataset's own figure of the same question, its year, unit, uncertainty, and all schools'."""
    columns = {"": "seneste", "_aar": "aar_seneste"}
    columns |= {f"_{key}": key for key in ("maaleenhed", "kommune", "usikkerhed")}
    return {f"offentlig{ending}": found.get(key) for ending, key in columns.items()}
