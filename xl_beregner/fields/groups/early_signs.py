"""Early signs: which groups of a school stand out, from others or from the year before.

A grade and a class are held against the same grade of the municipality where its figure is there, for pupils
differ by age; any other group against the rest of its school. A sign is an occasion to look, never a
verdict. The groups' comparisons of some tables are judged together, so that many of them do not make signs
by accident (``measures.schools.standing_out``). What is said of the school's own figure is ``judged``'s, as
on every other sheet. A figure that is not shown takes part in nothing; where the uncertainty is unknown
there is no comparison, nor of a count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, Group
from xl_beregner.fields.groups.group_figures import Figure, Table
from xl_beregner.fields.judged import (
    BETTER,
    HIGHER,
    LOWER,
    NOTHING,
    STAND_OUT,
    UNKNOWN,
    WITHIN,
    WORSE,
    Judgement,
    is_count,
)
from xl_beregner.measures import rules
from xl_beregner.measures.schools.standing_out import (
    chance_of_means,
    chance_of_shares,
    discoveries,
    rest_of_whole,
)

About = Mapping[str, Any]
Key = tuple[str, str]  # indicator and the group's label
# The municipality's figure of the same group and year.
OfAll = Callable[[str, Group, int], Figure | None]
REST, MUNICIPALITY, ALL = "rest", "kommune", "hele_kommunen"
# What is said of the school's own figure of a year.
OfSchool = Callable[[str, int], Judgement | None]

_NAN: Final = float("nan")
_SHARE: Final = "andel"
_WHOLE: Final = 100.0  # what a share of all is written as


@dataclass(frozen=True, slots=True)
class Sign:
    """How a group's newest figure lies to others and to the year before.

    ``others``: the rest of the school (``REST``), the same grade of the municipality, or all of it (``ALL``).
    """

    apart: str = NOTHING
    before: str = NOTHING
    others: str = REST

    @property
    def verdicts(self) -> tuple[str, str]:
        """Both."""
        return self.apart, self.before

    @property
    def stands_out(self) -> bool:
        """Whether either is a sign."""
        return any(verdict in STAND_OUT for verdict in self.verdicts)

    @property
    def is_worse(self) -> bool:
        """Whether either is a sign to the worse."""
        return WORSE in self.verdicts


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs; ``comparisons``: how many of groups stand behind those of an indicator."""

    of: Mapping[Key, Sign] = field(default_factory=dict)
    comparisons: Mapping[str, int] = field(default_factory=dict)

    def joined(self, other: Signs) -> Signs:
        """Put the signs of other indicators beside these."""
        return Signs({**self.of, **other.of}, {**self.comparisons, **other.comparisons})

    def within(self, indicators: Collection[str]) -> Signs:
        """Give those of some indicators."""
        return Signs(
            {key: sign for key, sign in self.of.items() if key[0] in indicators},
            {name: number for name, number in self.comparisons.items() if name in indicators},
        )

    @property
    def compared(self) -> int:
        """How many comparisons of groups were made."""
        return sum(self.comparisons.values())

    @property
    def found(self) -> int:
        """How many groups have a sign."""
        return sum(sign.stands_out for (_, label), sign in self.of.items() if label != EVERYBODY)


@dataclass(slots=True)
class _Comparison:
    key: Key
    to: str  # whom, blank: the year before
    difference: float
    chance: float


def half_width(about: About, figure: Figure, confidence: float) -> float | None:
    """Give half the width of the interval around a group's figure; None where nobody knows.

    The source's standard error; else for a share of so many pupils Wilson's interval.
    """
    if figure.error > 0:
        return rules.normal_quantile((1 + confidence) / 2) * figure.error
    if not _is_share(about, figure):
        return None
    low, high = rules.wilson_interval(figure.value / _WHOLE * figure.pupils, figure.pupils, confidence)
    return _WHOLE * (high - low) / 2


def early_signs(
    tables: Sequence[Table],
    about: Mapping[str, About],
    confidence: float,
    of_school: OfSchool,
    of_all: OfAll,
) -> Signs:
    """Judge every comparison of the tables' groups together, and the school's own figures as everywhere."""
    comparisons: list[_Comparison] = []
    found: dict[Key, Sign] = {}
    for table in tables:
        for label in table.now:
            figure = table.shown(label)
            if figure is None:
                continue
            if label == EVERYBODY:
                found[(table.indicator, label)] = _of_school(of_school(table.indicator, table.year))
                continue
            of_same_grade = of_all(table.indicator, figure.group, table.year)
            comparisons += _to_others(about[table.indicator], table, figure, of_same_grade)
            own = of_school(table.indicator, table.year)
            comparisons += _to_before(about[table.indicator], table, figure, (own and own.swing) or 0.0)
    stands_out = discoveries([each.chance for each in comparisons], 1 - confidence)
    for each, out in zip(comparisons, stands_out.tolist(), strict=True):
        verdict = _verdict(about[each.key[0]], each, stands_out=out)
        sign = found.get(each.key, Sign())
        found[each.key] = (
            Sign(verdict, sign.before, each.to) if each.to else Sign(sign.apart, verdict, sign.others)
        )
    return Signs(found, Counter(each.key[0] for each in comparisons if each.chance == each.chance))


def _of_school(judgement: Judgement | None) -> Sign:
    return Sign(others=ALL) if judgement is None else Sign(judgement.apart, judgement.change, ALL)


def _to_others(
    about: About, table: Table, figure: Figure, of_same_grade: Figure | None
) -> Iterator[_Comparison]:
    """Compare a grade or class with the municipality's same grade, another group with its school's rest."""
    label = figure.group.label
    if about["sammenlaegning"] == "sum":
        return
    whole, to = table.shown(EVERYBODY), REST
    if figure.group.kind in (GRADE, CLASS) and of_same_grade is not None:
        # An error nobody gives is that of pupils like the group's; unless their number is unknown, too.
        share = figure.pupils / of_same_grade.pupils if of_same_grade.pupils > figure.pupils else 0.0
        error = of_same_grade.error if of_same_grade.error > 0 else figure.error * float(np.sqrt(share))
        error = error if error > 0 else 0.0
        whole, to = replace(of_same_grade, error=error), MUNICIPALITY
    if whole is not None and whole.pupils != figure.pupils:  # else the group is all there is
        chance = _chance_to_rest(about, figure, whole)
        yield _Comparison((table.indicator, label), to, figure.value - whole.value, chance)


def _to_before(about: About, table: Table, figure: Figure, swing: float) -> Iterator[_Comparison]:
    """Compare a group with the year before.

    What whole schools swing by its pupils do not explain, so a group swings by at least as much. How much
    more, nobody knows: the next year's class is another.
    """
    label = figure.group.label
    before = table.shown(label, before=True)
    if before is None or is_count(about):
        return
    chance = _chance(about, figure, before, swing)
    yield _Comparison((table.indicator, label), "", figure.value - before.value, chance)


def _chance_to_rest(about: About, figure: Figure, whole: Figure) -> float:
    """Give the chance of lying so far from the others: the whole's figure without the group's own.

    Where the number of pupils is unknown, the whole's own figure stands for the others': the group is part
    of it, so the difference is smaller and its error taken too large. Nothing stands out by that.
    """
    value, error, others = rest_of_whole(
        whole.value, whole.error, whole.pupils, figure.value, figure.error, figure.pupils
    )
    if error == error and figure.error > 0:
        return float(chance_of_means(figure.value, value, figure.error, error))
    if _is_share(about, figure) and others > 0:
        # Rounded figures may leave what cannot be.
        share, other = np.clip([figure.value / _WHOLE, value / _WHOLE], 0, 1).tolist()
        return float(chance_of_shares(share, other, figure.pupils, others))
    return float(chance_of_means(figure.value, whole.value, figure.error, whole.error))


def _chance(about: About, now: Figure, before: Figure, swing: float) -> float:
    """Give the chance of such a change, by the pupils and the swing of schools."""
    if now.error > 0 and before.error > 0:
        errors = (float(np.hypot(each.error, swing)) for each in (now, before))
        return float(chance_of_means(now.value, before.value, *errors))
    if not (_is_share(about, now) and _is_share(about, before)):
        return _NAN
    share, earlier = now.value / _WHOLE, before.value / _WHOLE
    by_pupils = float(chance_of_shares(share, earlier, now.pupils, before.pupils))
    if not swing:
        return by_pupils
    pupils = now.pupils + before.pupils
    mean = (now.value * now.pupils + before.value * before.pupils) / pupils
    errors = (float(np.sqrt(mean * (_WHOLE - mean) / each.pupils + swing**2)) for each in (now, before))
    return max(by_pupils, float(chance_of_means(now.value, before.value, *errors)))


def _is_share(about: About, figure: Figure) -> bool:
    return bool(
        about["maaleenhed"] == "pct" and about["sammenlaegning"] == _SHARE
        and figure.pupils > 0 and 0 <= figure.value <= _WHOLE
    )  # fmt: skip


def _verdict(about: About, each: _Comparison, *, stands_out: bool) -> str:
    if each.chance != each.chance:
        return UNKNOWN
    if not stands_out:
        return WITHIN
    if not about["retning"]:
        return HIGHER if each.difference > 0 else LOWER
    return BETTER if (each.difference > 0) == (about["retning"] != "ned") else WORSE
