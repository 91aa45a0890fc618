"""Every school's growth between two tests: growth percentiles through a norm, else gains with a unit.

All schools are computed at once, a pair of tests at a time; how a school's rows read and what an edition
shows of them is ``progression``'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.dataset import Dataset
from xl_beregner.fields.fit_norms import Side, TestPair
from xl_beregner.fields.growth_pairs import Pairs
from xl_beregner.fields.norms import NormRow
from xl_beregner.fields.progression_scales import Values, reliability, values_of
from xl_beregner.measures import rules
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.empirical_bayes import known_variance
from xl_beregner.measures.schools.pupils import gather
from xl_beregner.measures.schools.school_growth import (
    BIG_ENOUGH_SD,
    CONFIDENCE,
    PUPILS_TO_TRUST,
    school_growth_rows,
)
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

TYPICAL: Final = 50.0
# Judgements: pairs of tests without a norm that fewer pupils of the municipality have, or a smaller share
# of those with the later test, are those of pupils who missed a test.
LEAST_IN_MUNICIPALITY: Final = 50
LEAST_SHARE: Final = 0.1
# With one other school its mean could be had from the municipality's and one's own; schools of too few
# pupils are no part of that mean, so that nobody can take the others out of it.
LEAST_OTHER_SCHOOLS: Final = 2

_SIDE: Final = ("klassetrin", "test", "skala")

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Figure:
    """One school's figure; blank numbers where the measure gives none."""

    pupils: int
    value: float
    lower: float
    upper: float
    smoothed: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Growth:
    """What one pair of tests says of every school.

    ``unit``: ``percentil``, ``skalascore``, ``sd`` or a conversion table's; blank where nothing can be
    said, and ``why`` is ``brud`` or ``point``. ``typical`` is what schools are compared with, NaN where they
    are too few for that. ``before``
    of the pair is None where the earlier test is of another series, without a norm.
    """

    subject: str
    profile: str
    before: Side | None
    after: Side
    unit: str
    typical: float
    figures: dict[str, Figure]
    norm: NormRow | None = None
    why: str = ""

    @property
    def is_break(self) -> bool:
        """Whether the two tests are different series."""
        return self.before is None or TestPair(self.subject, self.profile, self.before, self.after).is_break


def school_growth(results: pd.DataFrame, pairs: Pairs, dataset: Dataset, year: int) -> list[Growth]:
    """Compute every school's growth up to the tests of one school year, in the order of the subjects.

    A pupil counts at the school where the later test was taken.
    """
    after = results.iloc[pairs.after]
    told = ((pairs.before >= 0) | pairs.is_break) & (after["skoleaar"] == year).to_numpy()
    at = np.flatnonzero(told)
    values = values_of(results, dataset)
    later = after.iloc[at].groupby(["fag", "profil", *_SIDE], dropna=False)["elev_id"].transform("size")
    least = np.maximum(LEAST_IN_MUNICIPALITY, LEAST_SHARE * later.to_numpy())
    told_of = int(dataset.settings["mindst_antal"].value)
    return [
        _growth(results, pairs, values, at[rows], told_of)
        for rows in _alike(results, pairs, at)
        if pairs.norm[at[rows[0]]] >= 0 or len(rows) >= least[rows[0]]
    ]


def _alike(results: pd.DataFrame, pairs: Pairs, at: Places) -> list[Places]:
    """Split pairs of results by subject and by the two tests; those across a break without a norm by one."""
    later = results.iloc[pairs.after[at]]
    table = pd.DataFrame({name: later[name].to_numpy() for name in ("fag", "profil", *_SIDE)})
    known = pairs.before[at] >= 0
    for name in _SIDE:
        earlier = results[name].to_numpy(object)[np.where(known, pairs.before[at], 0)]
        earlier[~known] = ""
        table[f"foer_{name}"] = earlier
    table["norm"] = pairs.norm[at]
    order = ["fag", "profil", "klassetrin", "test", "skala"]
    groups: Any = table.groupby(list(table.columns), sort=False, dropna=False).indices
    keys = sorted(groups, key=lambda key: [_sortable(part) for part in key[: len(order)]])
    return [groups[key] for key in keys]


def _sortable(part: Any) -> str:
    """Put grade 10 after grade 9."""
    return f"{part:05.1f}" if isinstance(part, float) else str(part)


def _growth(results: pd.DataFrame, pairs: Pairs, values: Values, at: Places, least: int) -> Growth:
    one = at[0]
    later = pairs.after[at]
    school = results["skole_nr"].to_numpy(object)[later].tolist()
    row = results.iloc[later[0]]
    about = (str(row["fag"]), str(row["profil"]))
    after = _side(row)
    if pairs.before[one] < 0:
        return _without(about, None, after, school, "brud")
    earlier = pairs.before[at]
    before = _side(results.iloc[earlier[0]])
    start, end = values.at(earlier), values.at(later)
    if pairs.norm[one] >= 0:
        found = pairs.norms[pairs.norm[one]]
        score = results["score"].to_numpy(float)
        growth = growth_percentile_rows(score[later], score[earlier][:, None], found.norm.rows())
        figures = _percentiles(school, growth.percentile, start, end)
        return Growth(*about, before, after, "percentil", TYPICAL, figures, found.row)
    unit = str(start.unit[0])
    if not unit or not ((start.unit == unit) & (end.unit == unit)).all():
        return _without(about, before, after, school, "point")
    gain = end.value - start.value
    counts = Counter(school)
    compared = np.array([counts[name] >= least for name in school])
    if sum(count >= least for count in counts.values()) > LEAST_OTHER_SCHOOLS:
        typical = float(gain[compared].mean())
        return Growth(*about, before, after, unit, typical, gains(school, gain, typical))
    alone = {name: _alone(figure) for name, figure in gains(school, gain, float(gain.mean())).items()}
    return Growth(*about, before, after, unit, float("nan"), alone)


def _alone(figure: Figure) -> Figure:
    """Take from a figure all that tells of the other schools."""
    told = figure.verdict if figure.verdict in ("too_few", "no_spread") else "alone"
    few = told == "alone" and figure.pupils < PUPILS_TO_TRUST
    return replace(figure, smoothed=float("nan"), verdict="alone_few" if few else told)


def _side(row: Any) -> Side:
    return Side(str(row["test"]), float(row["klassetrin"]), str(row["skala"]))


def _without(
    about: tuple[str, str], before: Side | None, after: Side, school: Sequence[str], why: str
) -> Growth:
    """Tell that growth cannot be told."""
    blank = float("nan")
    figures = {
        name: Figure(count, blank, blank, blank, blank, why) for name, count in Counter(school).items()
    }
    return Growth(*about, before, after, "", blank, figures, why=why)


def _percentiles(school: list[str], percentile: Array, start: Values, end: Values) -> dict[str, Figure]:
    """Average growth percentiles, corrected for error in the earlier test where that is known."""
    one_scale = start.is_one_scale and end.is_one_scale
    reliable = reliability(start) if one_scale else None
    rows = school_growth_rows(school, percentile, start.value, end.value, reliable)
    told = zip(school, np.isnan(percentile).tolist(), strict=True)
    counts = Counter(name for name, is_blank in told if not is_blank)
    columns = (rows.mean_growth_percentile, rows.lower, rows.upper, rows.smoothed)
    names = [str(name) for name in rows.school]
    return _figures(names, [counts[name] for name in names], columns, rows.text)


def gains(school: list[str], gain: Array, typical: float) -> dict[str, Figure]:
    """Average gains, judged against what is typical.

    Parameters
    ----------
    school : list of str
        One row a pupil.
    gain : array of float
        Later less earlier result on one scale. Its unit.
    typical : float
        What a gain is judged against: the municipality's mean. The gain's unit.

    Returns
    -------
    dict of str to Figure
        Per school, in the gain's unit.

    Notes
    -----
    The standard error is ``s / sqrt(n)`` with ``s`` the spread between schoolmates, pooled over all
    schools; Student's t. The earlier test's error leaves no slope on intake here: nothing is compared
    with the earlier result, and errors are as often up as down at every school. Judged as growth
    percentiles are (``school_growth``), in standard deviations of a pupil's gain.
    """
    pupils = gather(school, gain)
    apart = pupils.within(gain)
    freedom = max(gain.size - len(pupils.schools), 1)
    spread = float(np.sqrt(apart @ apart / freedom))
    shown = pupils.count >= LEAST_PUPILS
    mean = np.where(shown, pupils.means(gain), np.nan)
    error = (
        np.where(shown, spread / np.sqrt(pupils.count), np.nan) if spread > 0 else np.full(mean.shape, np.nan)
    )
    reach = rules.student_quantile((1 + CONFIDENCE) / 2, freedom) * error
    ahead = mean - typical
    smooth = known_variance(ahead, error)
    verdict = np.select(
        [
            ~shown,
            np.isnan(error),
            pupils.count < PUPILS_TO_TRUST,
            np.full(mean.shape, smooth.verdict == "no_difference"),
            np.abs(ahead) <= reach,
            np.abs(smooth.shrunken) < BIG_ENOUGH_SD * spread,
            ahead > 0,
        ],
        ["too_few", "no_spread", "few", "no_difference", "within", "small", "above"],
        "below",
    )
    columns = (mean, mean - reach, mean + reach, typical + smooth.shrunken)
    return _figures(pupils.schools, pupils.count.astype(int).tolist(), columns, verdict.tolist())


def _figures(
    schools: Sequence[str],
    counts: Sequence[int],
    columns: tuple[Array, Array, Array, Array],
    verdicts: Sequence[str | None],
) -> dict[str, Figure]:
    value, lower, upper, smoothed = (column.tolist() for column in columns)
    rows = zip(counts, value, lower, upper, smoothed, map(str, verdicts), strict=True)
    return {school: Figure(*row) for school, row in zip(schools, rows, strict=True)}
