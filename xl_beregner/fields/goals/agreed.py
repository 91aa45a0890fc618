"""Goals as schools typed them, before any result stands beside them: which hold in a school year.

The answers are ``answers``', the results ``results``'. A goal stands in the lists ``aftale``
(what was agreed) and ``evaluering`` (how it went) of a workbook, under its indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from xl_beregner.cells import is_blank, school_year
from xl_beregner.fields.goals.answers import Books, Workbook, number_of, text_of, year_of
from xl_beregner.fields.goals.together import OWN_AGREED, OWN_EVALUATED, own_keys

LEVEL: Final = "niveau"
PROGRESSION: Final = "progression"

_NEAT = 10  # digits: 7.1 + 0.6 is 7.7


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a school typed for one indicator; blank words, and None for numbers that are not there."""

    school: str
    indicator: str
    agreed: int
    due: int
    goal_type: str
    typed: float | None
    typed_text: str
    basis: Mapping[str, float | None]
    adjusted: float | None
    words: Mapping[str, str]  # tiltag, gennemfoert, begrundelse, leder, chef, vurdering

    @property
    def has_goal(self) -> bool:
        """Whether a goal was typed, be it readable or not; else there are words alone."""
        return self.typed is not None or bool(self.typed_text)

    @property
    def level(self) -> float | None:
        """The level the goal means; None where a change has no baseline to start from."""
        if self.typed is None or self.goal_type == LEVEL:
            return self.typed
        baseline = self.basis.get("baseline")
        return None if baseline is None else round(baseline + self.typed, _NEAT)

    @property
    def applies(self) -> float | None:
        """The level that counts: as adjusted on the way, else as agreed."""
        return self.level if self.adjusted is None else self.adjusted


def agreed_in(school: str, book: Workbook) -> Iterator[Agreed]:
    """Give a row for every indicator something was typed for."""
    keys = {**book.lists.get("aftale", {}), **book.lists.get("evaluering", {})}
    for key in keys:
        if not key or ":" in key:
            continue  # the school's own row, which no figure belongs to
        said, judged = book.row("aftale", key), book.row("evaluering", key)
        target = said.get("maal")
        typed = number_of(target)
        yield Agreed(
            school=school,
            indicator=key,
            agreed=book.year,
            due=year_of(said.get("senest")) or book.year,
            # As the workbook itself reads it: whatever is not this word is a level.
            goal_type=PROGRESSION if text_of(said.get("maaltype")).casefold() == PROGRESSION else LEVEL,
            typed=typed,
            typed_text="" if typed is not None or is_blank(target) else text_of(target),
            basis=book.basis.get(key, {}),
            adjusted=number_of(judged.get("justeret")),
            words={
                "tiltag": text_of(said.get("tiltag")),
                **{
                    name: text_of(judged.get(name))
                    for name in ("gennemfoert", "begrundelse", "leder", "chef")
                },
                "vurdering": text_of(judged.get("vurdering")),
            },
        )


def in_year(books: Books, year: int) -> list[Agreed]:
    """Give the goals agreed for a school year, and those due in it and agreed before.

    A goal agreed again is told once, as last agreed.
    """
    return [
        row for school in books for row in _latest(school, books[school], year, lambda row: row.due == year)
    ]


def up_to(school: str, books: Mapping[int, Workbook], year: int) -> list[Agreed]:
    """Give a school's rows of a year's workbook, and the goals agreed earlier that were not yet due."""
    return _latest(school, books, year, lambda row: row.due >= year)


def _latest(
    school: str, books: Mapping[int, Workbook], year: int, holds: Callable[[Agreed], bool]
) -> list[Agreed]:
    found: dict[str, Agreed] = {}
    for begins in sorted(books, reverse=True):
        if begins > year:
            continue
        for row in agreed_in(school, books[begins]):
            there = found.get(row.indicator)
            if begins == year:
                found[row.indicator] = row
            elif row.has_goal and holds(row) and (there is None or not there.has_goal):
                found[row.indicator] = row if there is None else _with_later_words(row, there)
    return list(found.values())


def _with_later_words(row: Agreed, later: Agreed) -> Agreed:
    """Join a goal with what was said of it in a later workbook, where it was not agreed again."""
    said = {name: word for name, word in later.words.items() if word}
    adjusted = row.adjusted if later.adjusted is None else later.adjusted
    return replace(row, adjusted=adjusted, words={**row.words, **said})


def still_holding(books: Books, year: int) -> dict[str, dict[str, Any]]:
    """Give per school the answers of its last workbook that hold in a new one, in the shape of ``Answers``.

    A goal of an older one that the last does not repeat was given up there, or never carried: it is history.
    """
    found: dict[str, dict[str, Any]] = {}
    for school, of_school in books.items():
        earlier = [begins for begins in of_school if begins < year]
        if not earlier:
            continue
        last = of_school[max(earlier)]
        rows = [_carried(row) for row in agreed_in(school, last) if row.due >= year]
        goals = [row for row in rows if row]
        answers = {**({"aftale": goals} if goals else {}), **_own(last, year)}
        if answers:
            found[school] = answers
    return found


def _carried(row: Agreed) -> dict[str, Any]:
    """Write a goal into a new workbook as the level it is: a change would start from another baseline."""
    if row.applies is None:
        return {}
    told = {"noegle": row.indicator, "maal": row.applies, "senest": school_year(row.due)}
    return {**told, **({"tiltag": row.words["tiltag"]} if row.words["tiltag"] else {})}


def _own(book: Workbook, year: int) -> dict[str, Any]:
    """Give the own goals that are due in or after a school year, without what was said of how they went."""
    found = {}
    for key in own_keys(book.single):
        due = year_of(book.single.get(f"{key}_senest"))
        if due is None or due < year:
            continue
        for part in OWN_AGREED:
            if not is_blank(value := book.single.get(f"{key}_{part}")):
                found[f"{key}_{part}"] = value
    return found


def own_rows(book: Workbook) -> list[dict[str, Any]]:
    """Give the goals the figures do not cover, those of which anything was typed."""
    rows = []
    for key in own_keys(book.single):
        said = {part: text_of(book.single.get(f"{key}_{part}")) for part in (*OWN_AGREED, *OWN_EVALUATED)}
        if any(said.values()):
            rows.append({"noegle": key, **said})
    return rows


def ordered(rows: Iterable[Agreed], schools: Sequence[str], indicators: Sequence[str]) -> list[Agreed]:
    """Order goals as the schools stand, then as the catalogue does; what it lacks comes last."""
    school = {name: place for place, name in enumerate(schools)}
    about = {name: place for place, name in enumerate(indicators)}
    last = len(indicators)
    return sorted(
        (row for row in rows if row.school in school),
        key=lambda row: (school[row.school], about.get(row.indicator, last), row.indicator, row.agreed),
    )
