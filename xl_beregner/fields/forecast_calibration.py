"""How well forecasts held, subject by subject: a row a word, and rows for chances.

What came of each forecast is ``outcomes``'; how chances are judged is ``measures.targets.calibration``'s.
Of several forecasts of one outcome the last counts: they are right or wrong together. Outside a class's own
workbook nothing is told of fewer than ``least`` pupils, nor can it be counted back.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from xl_beregner import texts
from xl_beregner.fields.forecast_words import WORDS, forecast_word
from xl_beregner.fields.outcomes import Case
from xl_beregner.measures.rules import wilson_interval
from xl_beregner.measures.targets.calibration import calibration_rows
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

Record = Mapping[str, Any]
T = TypeVar("T")
_SAID = "funktion.KALIBRERING.text"


def calibration(cases: Iterable[Case], least: int) -> Iterator[Record]:
    """Give per subject a row a word, a row for all chances and a row for each group of like chances."""
    by_subject: dict[str, list[Case]] = defaultdict(list)
    for case in _once_an_outcome(cases):
        by_subject[case.forecast["fag"]].append(case)
    for subject in sorted(by_subject):
        rows = [*_by_word(by_subject[subject], least), *_by_chance(by_subject[subject], least)]
        for number, row in enumerate(rows, start=1):
            yield {"noegle": f"{subject}|{number}", "fag": subject, **row}


def _once_an_outcome(cases: Iterable[Case]) -> list[Case]:
    """Take what came of a goal once: of a pupil's forecasts in a subject and school year the last."""
    last: dict[tuple[Any, ...], Case] = {}
    for case in cases:
        told = case.forecast
        if math.isnan(case.outcome.reached):
            continue
        key = (told["elev_id"], told["fag"], told["skoleaar"], told["maal"])
        if key not in last or told["dato"] >= last[key].forecast["dato"]:
            last[key] = case
    return list(last.values())


def _pupils(cases: Iterable[Case]) -> int:
    """Count pupils: one may have been forecast in several years."""
    return len({case.forecast["elev_id"] for case in cases})


def _by_word(cases: Sequence[Case], least: int) -> Iterator[Record]:
    said = {word: [case for case in cases if case.forecast["prognose"] == word] for word in WORDS}
    hidden = set(WORDS) if _tells_a_few(cases, least) else _hidden_together(said, least)
    for word, found in said.items():
        if found:
            name = str(forecast_word(word))
            reached = [case.outcome.reached for case in found]
            yield _too_few(name, least) if word in hidden else _row(name, reached)


def _hidden_together(groups: Mapping[T, Sequence[Case]], least: int) -> set[T]:
    """Choose the groups of too few pupils to show, and as many more as keep those from being counted back.

    What is hidden could be had from a total and what is shown; together it must be enough to show.
    """
    found = sorted((group for group in groups if groups[group]), key=lambda group: _pupils(groups[group]))
    hidden = [group for group in found if _pupils(groups[group]) < least]
    while hidden and len(hidden) < len(found) and _pupils(_all(groups[group] for group in hidden)) < least:
        hidden.append(found[len(hidden)])
    return set(hidden)


def _all(groups: Iterable[Sequence[Case]]) -> Iterator[Case]:
    return (case for group in groups for case in group)


def _tells_a_few(cases: Sequence[Case], least: int) -> bool:
    """Tell whether words and chances side by side would give away the few that have one of both only."""
    has_word = [bool(case.forecast["prognose"]) for case in cases]
    has_chance = [not math.isnan(case.forecast["sandsynlighed"]) for case in cases]
    both = list(zip(cases, has_word, has_chance, strict=True))
    only_word = _pupils(case for case, word, chance in both if word and not chance)
    only_chance = _pupils(case for case, word, chance in both if chance and not word)
    return any(has_word) and any(has_chance) and (0 < only_word < least or 0 < only_chance < least)


def _by_chance(cases: Sequence[Case], least: int) -> Iterator[Record]:
    told = [case for case in cases if not math.isnan(case.forecast["sandsynlighed"])]
    if not told:
        return
    told.sort(key=lambda case: float(case.forecast["sandsynlighed"]))
    stated = np.array([case.forecast["sandsynlighed"] for case in told], float)
    found = calibration_rows(stated, np.array([case.outcome.reached for case in told]))
    # One group is all of them once more.
    parts = found.part if len(found.part) > 2 else found.part[:1]
    few = _hidden_together({0: told}, least) | _hidden_together(_parted(told, found.n[1:]), least)
    for place, part in enumerate(parts):
        shown = place not in few and not math.isnan(found.happened[place])
        facts = {"stated": found.stated[place], "happened": found.happened[place]}
        facts |= {"lower": found.lower[place], "upper": found.upper[place]}
        word = texts.say("fields.prognose.chancer" if part == "total" else "fields.prognose.omkring", **facts)
        if not shown:
            yield _too_few(word, max(least, LEAST_PUPILS))
            continue
        yield {
            "gruppe": word,
            "antal": int(found.n[place]),
            "sagt": _known(found.stated[place]),
            "skete": _known(found.happened[place]),
            "nedre": _known(found.lower[place]),
            "oevre": _known(found.upper[place]),
            "brier": _known(found.brier[place]),
            "tekst": _sentence(found.text[place], found.n[place], facts),
        }


def _parted(cases: Sequence[Case], counts: Iterable[float]) -> dict[int, Sequence[Case]]:
    """Part cases that lie by their chance into the groups they were judged in, numbered from 1."""
    found, begun = {}, 0
    for place, count in enumerate(counts, start=1):
        found[place] = cases[begun : begun + int(count)]
        begun += int(count)
    return found


def _sentence(key: str, n: float, facts: dict[str, Any]) -> str:
    """Say what a row of the calibration says, first as pupils, which is easier to picture."""
    said = texts.say(f"{_SAID}.{key}", **facts)
    pupils = texts.say("fields.prognose.af", antal=int(n), naaede=round(n * facts["happened"]), **facts)
    return f"{pupils} {said}"


def _row(word: str, reached: Sequence[float]) -> Record:
    """Give the share of a word's forecasts whose goal was reached; of fewer than five the counts alone."""
    n, happened = len(reached), sum(reached)
    if n < LEAST_PUPILS:
        said = texts.say("fields.prognose.faa_ord", antal=n, naaede=int(happened))
        return {**_too_few(word, LEAST_PUPILS), "antal": n, "tekst": said}
    lower, upper = wilson_interval(int(happened), n)
    said = texts.say("fields.prognose.ord", antal=n, naaede=int(happened), nedre=lower, oevre=upper)
    shares = {"sagt": None, "skete": happened / n, "nedre": lower, "oevre": upper, "brier": None}
    return {"gruppe": word, "antal": n, **shares, "tekst": said}


def _too_few(word: str, least: int) -> Record:
    blank = dict.fromkeys(("antal", "sagt", "skete", "nedre", "oevre", "brier"))
    return {"gruppe": word, **blank, "tekst": texts.say("fields.prognose.for_faa", mindst=least)}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
