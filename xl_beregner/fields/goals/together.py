"""A school's goals of a year as one workbook, where they were agreed in several templates.

A template holds goals when somebody answered in its lists ``aftale`` or ``evaluering``, or wrote a goal the
figures do not cover (``egen_1_maal``). An indicator agreed in two templates in one year counts once: as in
``resultataftale``, which both sides signed, else as in the template whose name comes first. Of such a goal
figures, deadline and evaluation are that template's; another's words are kept only where it set no goal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from xl_beregner.cells import is_blank
from xl_beregner.dataset import Dataset
from xl_beregner.fields.goals.answers import Answers, Books, Workbook, workbooks

TEMPLATE: Final = "resultataftale"
AGREED: Final = "aftale"
EVALUATED: Final = "evaluering"

OWN_AGREED: Final = ("maal", "tegn", "resultat", "senest", "tiltag")
OWN_EVALUATED: Final = ("gennemfoert", "vurdering", "bemaerkning")

_OWN = re.compile(rf"(egen_(\d+)|sygefravaer|oekonomi)_({'|'.join((*OWN_AGREED, *OWN_EVALUATED))})")
# What makes a goal a number; all else are words.
_GOAL: Final = frozenset(("maal", "maaltype", "senest", "justeret"))


def goal_books(dataset: Dataset) -> Books:
    """Give every school's goals by the school year they were agreed for, from all its templates."""
    found: dict[str, dict[int, Workbook]] = {}
    for template in goal_templates(dataset):
        for school, books in workbooks(dataset, template).items():
            there = found.setdefault(school, {})
            for year, book in books.items():
                there[year] = _joined(there[year], book) if year in there else book
    return found


def goal_templates(dataset: Dataset) -> list[str]:
    """Name the templates goals were agreed in, the one that goes before the others first."""
    answers = dataset.agreements
    is_listed = (answers["tabel"] == EVALUATED) | ((answers["tabel"] == AGREED) & (answers["felt"] == "maal"))
    is_own = (answers["tabel"] == "") & answers["felt"].map(_is_own_goal).astype(bool)
    told = answers.loc[(answers["klasse"] == "") & (is_listed | is_own), "skabelon"]
    return sorted({TEMPLATE, *told}, key=lambda name: (name != TEMPLATE, name))


def _is_own_goal(field: str) -> bool:
    found = _OWN.fullmatch(field)
    return found is not None and found[3] == "maal"


def own_keys(single: Iterable[str]) -> list[str]:
    """Name the goals the figures do not cover, of which there are answers: egen_1 first, economy last."""
    found = {part[1]: int(part[2] or 0) for name in single if (part := _OWN.fullmatch(name))}
    last = {"sygefravaer": 1, "oekonomi": 2}
    return sorted(found, key=lambda key: (last.get(key, 0), found[key]))


# --- Two templates of one year ---------------------------------------------------------------
def _joined(first: Workbook, other: Workbook) -> Workbook:
    """Lay another template's answers beside those that go before them."""
    lists = {table: dict(rows) for table, rows in first.lists.items()}
    for table, rows in other.lists.items():
        if table not in (AGREED, EVALUATED):
            lists[table] = {**rows, **lists.get(table, {})}
    basis = {**other.basis, **first.basis}
    for key in _keys(other):
        is_others = _has_goal(other, key) and not _has_goal(first, key)
        if is_others and key in other.basis:
            basis[key] = other.basis[key]
        for table in (AGREED, EVALUATED):
            mine, its = first.row(table, key), other.row(table, key)
            if is_others:
                row = {**_words(mine), **its}
            else:
                row = {**mine} if _has_goal(other, key) else {**_words(its), **mine}
            if row:
                lists.setdefault(table, {})[key] = row
    return replace(first, single=_singles(first.single, other.single), lists=lists, basis=basis)


def _keys(book: Workbook) -> list[str]:
    return list({**book.lists.get(AGREED, {}), **book.lists.get(EVALUATED, {})})


def _has_goal(book: Workbook, key: str) -> bool:
    return not is_blank(book.row(AGREED, key).get("maal"))


def _words(row: Answers) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _GOAL}


def _singles(first: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Join single answers; a numbered goal that has the number of one already there gets the next."""
    taken = own_keys(first)
    number = max(
        (int(key.removeprefix("egen_")) for key in (*taken, *own_keys(other)) if key[0] == "e"), default=0
    )
    renamed: dict[str, str] = {}
    for key in own_keys(other):
        if key in taken and key.startswith("egen_"):
            number += 1
            renamed[key] = f"egen_{number}"
        elif key in taken:
            renamed[key] = ""  # absence and economy are one subject: the first counts, as of an indicator
    joined = dict(first)
    for name, value in other.items():
        part = _OWN.fullmatch(name)
        if part is not None and part[1] in renamed:
            name = f"{renamed[part[1]]}_{part[3]}" if renamed[part[1]] else ""
        if name:
            joined.setdefault(name, value)
    return joined
