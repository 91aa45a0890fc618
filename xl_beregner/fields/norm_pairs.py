"""Which two results of a pupil a norm or a linking may be about.

What is fitted on them stands in ``fit_norms`` and ``fit_links``. A pair is one pupil's two results in one
subject and profile; each pupil counts once in a pair of tests, with the newest.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

# Scales whose numbers say how much: words, steps and marks have no norm.
NORM_SCALES: Final = ("percentil", "point", "skalascore")
# Scales with a unit, the only ones a linking may join.
UNIT_SCALES: Final = ("point", "skalascore")
# School years between the two results of a norm: most national tests lie two years apart.
FEWEST_YEARS, MOST_YEARS = 1, 3
# Judgement: longer apart, the pupils' growth becomes part of a linking.
MOST_DAYS = 60

SUBJECT: Final = ["fag", "profil"]
BEFORE: Final = ["test_foer", "klassetrin_foer", "skala_foer"]
AFTER: Final = ["test", "klassetrin", "skala"]

_KEPT = ["elev_id", *SUBJECT, *AFTER, "skoleaar", "dato", "score", "skole_nr"]


def usable_results(pupils: pd.DataFrame, last_year: int | None = None) -> pd.DataFrame:
    """Keep the results norms are made of, oldest first.

    Left out are tests not taken, scales without a unit or a place, voluntary tests (who takes them is
    no cohort) and what lies after ``last_year``. Of one test taken twice in a school year the newest
    result counts.
    """
    known = pupils["score"].notna() & pupils["skala"].isin(NORM_SCALES) & ~pupils["frivillig"]
    known &= (pupils["elev_id"] != "") & pupils["klassetrin"].notna() & pupils["dato"].notna()
    if last_year is not None:
        known &= pupils["skoleaar"] <= last_year
    found = pupils.loc[known, _KEPT].sort_values("dato", kind="stable")
    once = ["elev_id", *SUBJECT, *AFTER, "skoleaar"]
    return found.drop_duplicates(once, keep="last").reset_index(drop=True)


def norm_pairs(results: pd.DataFrame) -> pd.DataFrame:
    """Pair every result with the pupil's newest earlier one of each test series, 1-3 school years back.

    The same series gives the ordinary norm, another one that across a break. Columns of the earlier
    result end on ``_foer``.
    """
    found = [_joined(results, earlier) for _, earlier in results.groupby("test", sort=True)]
    pairs = pd.concat(found, ignore_index=True) if found else _joined(results, results)
    return _newest(pairs)


def _joined(results: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Put beside each result the pupil's newest one of ``earlier``, by school years."""
    who = ["elev_id", *SUBJECT]
    later = results.assign(til=results["skoleaar"] - FEWEST_YEARS).sort_values("til", kind="stable")
    before = earlier.rename(columns={name: f"{name}_foer" for name in earlier if name not in who})
    # Stable: within a school year the newest stays last, and that is the one taken.
    before = before.sort_values("skoleaar_foer", kind="stable")
    within = MOST_YEARS - FEWEST_YEARS
    pairs = pd.merge_asof(later, before, left_on="til", right_on="skoleaar_foer", by=who, tolerance=within)
    return pairs[pairs["score_foer"].notna()].drop(columns="til")


def link_pairs(results: pd.DataFrame) -> pd.DataFrame:
    """Pair results of two tests that a pupil took close in time and in one school year.

    Of two tests the one whose name comes first is ``_foer``; of several such pairs in a year the two
    nearest in time are taken.
    """
    units = results[results["skala"].isin(UNIT_SCALES)]
    who = ["elev_id", *SUBJECT, "skoleaar"]
    pairs = units.merge(units, on=who, suffixes=("", "_foer"))
    apart = (pairs["dato"] - pairs["dato_foer"]).abs()
    near = apart <= np.timedelta64(MOST_DAYS, "D")
    pairs = pairs[near & (pairs["test_foer"] < pairs["test"])]
    nearest = apart[pairs.index].sort_values(kind="stable").index
    once = pairs.loc[nearest].drop_duplicates([*who, *BEFORE, *AFTER])
    return _newest(once)


def _newest(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count each pupil once in a pair of tests, with the newest."""
    ordered = pairs.sort_values(["dato", "elev_id"], kind="stable")
    return ordered.drop_duplicates(["elev_id", *SUBJECT, *BEFORE, *AFTER], keep="last").reset_index(drop=True)
