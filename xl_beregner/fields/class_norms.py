"""The norms a class's figures rest on, as lists and as one line of text.

A norm is laid out as ``BEREGNER_MODEL`` writes it, so that a workbook's functions can read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from xl_beregner import texts
from xl_beregner.fields.known.class_group import MOST_NORMS, NORM_COLUMNS
from xl_beregner.fields.norms import Found, NormRow

Row = dict[str, Any]


def most_used(*kinds: Iterable[Found]) -> list[Found]:
    """Pick the norms a workbook has room for, the most used of the first kind first.

    A norm counts once for every figure that rests on it.
    """
    known: dict[str, Found] = {}
    for kind in kinds:
        uses: dict[str, tuple[int, Found]] = {}
        for found in kind:
            uses[found.row.norm] = (uses.get(found.row.norm, (0, found))[0] + 1, found)
        for name, (_, found) in sorted(uses.items(), key=lambda item: (-item[1][0], item[0])):
            known.setdefault(name, found)
    return list(known.values())[:MOST_NORMS]


class NormPages:
    """The norms as rows of a sheet, each laid out once for all classes that use it."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int], list[Row]] = {}

    def table(self, norms: Sequence[Found]) -> list[Row]:
        """Lay the norms out row by row, a word and its numbers, one norm below another."""
        return [row for number, found in enumerate(norms, start=1) for row in self.page(found, number)]

    def page(self, found: Found, number: int) -> list[Row]:
        """Lay out one norm, by its number in the workbook."""
        key = (found.row.norm, number)
        if key not in self._pages:
            self._pages[key] = _laid_out(found, number)
        return self._pages[key]


def norm_list(norms: Sequence[Found], pages: NormPages) -> list[Row]:
    """Tell of each norm which tests it stands between, on how many pupils, from where and when."""
    heights = [len(pages.page(found, number)) for number, found in enumerate(norms, start=1)]
    return [
        {
            "nr": number,
            "fag": found.row.subject,
            "profil": found.row.profile or None,
            "foer_test": found.row.before_test,
            "foer_trin": whole(found.row.before_grade),
            "efter_test": found.row.after_test,
            "efter_trin": whole(found.row.after_grade),
            "metode": texts.say(f"model.ord.{found.norm.method}"),
            "elever": found.row.pupils,
            "kilde": found.row.source or None,
            "dato": _day(found.row),
            "foerste_raekke": 1 + sum(heights[: number - 1]),
            "raekker": heights[number - 1],
        }
        for number, found in enumerate(norms, start=1)
    ]


def _laid_out(norm: Found, number: int) -> list[Row]:
    blank = dict.fromkeys(f"v{number}" for number in range(1, NORM_COLUMNS + 1))
    found: list[Row] = []
    for key, values in norm.norm.rows():
        said = [texts.say(f"model.ord.{value}") if isinstance(value, str) else value for value in values]
        numbered = {f"v{place}": value for place, value in enumerate(said, start=1)}
        word = texts.say(f"model.raekke.{key}")
        found.append({"nr": number, "norm": norm.row.norm, "noegle": word, **blank, **numbered})
    return found


def norm_line(norms: Sequence[Found]) -> str:
    """Say in one line which norms there are, each source once."""
    if not norms:
        return texts.say("fields.norm.ingen")
    sources: dict[tuple[str, date | None], list[str]] = {}
    for found in norms:
        sources.setdefault((found.row.source, _day(found.row)), []).append(_said(found.row))
    said = [_of_source(source, day, "; ".join(told)) for (source, day), told in sources.items()]
    return texts.say("fields.norm.linje", normer=" ".join(said))


def _said(row: NormRow) -> str:
    before, after = (
        test_name(row.before_test, row.before_grade),
        test_name(row.after_test, row.after_grade),
    )
    facts = {"fag": subject_name(row.subject, row.profile), "proever": f"{before} → {after}"}
    if row.pupils is None:
        return texts.say("fields.norm.en_uden_antal", **facts)
    return texts.say("fields.norm.en", antal=row.pupils, **facts)


def _of_source(source: str, day: date | None, norms: str) -> str:
    if day is None:
        return texts.say("fields.norm.kilde_uden_dato", normer=norms, kilde=source)
    made = day.strftime(texts.say("fields.datoform"))
    return texts.say("fields.norm.kilde", normer=norms, kilde=source, dato=made)


def subject_name(subject: str, profile: str) -> str:
    """Name a subject, with its profile where there is one."""
    return f"{subject}, {profile}" if profile else subject


def test_name(test: str, grade: float) -> str:
    """Name a test by series and grade: ``FNF 4``."""
    return f"{test} {grade:g}" if grade == grade else test


def whole(grade: float) -> int | float | None:
    """Write a grade as the number people read."""
    if grade != grade:
        return None
    return int(grade) if grade == int(grade) else grade


def _day(row: NormRow) -> date | None:
    try:
        return date.fromisoformat(row.made)
    except ValueError:
        return None
