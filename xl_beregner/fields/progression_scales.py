"""What pupils' results are worth on a scale with a unit, and how reliable they are among some pupils.

Used where schools are compared; what a class workbook shows of one pupil is ``score_errors``' and the
template's own matter.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from xl_beregner.dataset import Dataset
from xl_beregner.fields.score_errors import DNT, PERCENTILE
from xl_beregner.measures.rules import Array

# Standard deviations of the population a percentile is told in, and the unit of a scale score.
SD: Final = "sd"
SCALE_SCORE: Final = "skalascore"
_POINTS: Final = "point"
_CONVERTED_BY: Final = ("test", "fag", "profil", "klassetrin")


class Values(NamedTuple):
    """Results on a scale; ``unit`` is blank where two of them may not be subtracted."""

    value: Array
    error: Array  # standard error of measurement, in the unit of the value; NaN where unknown
    unit: NDArray[np.object_]

    @property
    def is_one_scale(self) -> bool:
        """Whether all of them may be averaged: a conversion table may lack some of a test's scores."""
        return len(set(self.unit.tolist())) <= 1

    def at(self, rows: NDArray[Any]) -> Values:
        """Pick some rows."""
        return Values(self.value[rows], self.error[rows], self.unit[rows])


def values_of(results: pd.DataFrame, dataset: Dataset) -> Values:
    """Put results on the best scale there is for them.

    A scale score stands as it is; a percentile becomes standard deviations, since percentiles are no
    equal steps; raw points become what a conversion table says, with the table's name for a unit, and
    stand without one where none does.
    """
    score = results["score"].to_numpy(float)
    told = results["maalefejl"].to_numpy(float)
    scale = results["skala"].to_numpy(object)
    value, unit = score.copy(), np.full(len(score), "", object)
    error = np.where(told > 0, told, np.nan)
    unit[scale == SCALE_SCORE] = SCALE_SCORE
    percentile = scale == PERCENTILE
    value[percentile] = ndtri(np.clip((score[percentile] - 0.5) / 100, 0.005, 0.995))
    unit[percentile] = SD
    is_dnt = (results["test"] == DNT).to_numpy()
    error[percentile] = np.where(
        is_dnt[percentile], float(dataset.settings["maalefejl_dnt_sd"].value), np.nan
    )
    points = np.flatnonzero(scale == _POINTS)
    converted = _converted(results.iloc[points], dataset.conversions)
    known = converted["unit"].notna().to_numpy()
    at = points[known]
    value[at] = converted.loc[known, "vaerdi"].to_numpy(float)
    error[at] = converted.loc[known, "maalefejl"].to_numpy(float)
    unit[at] = converted.loc[known, "unit"].to_numpy(object)
    return Values(value, error, unit)


def reliability(values: Values) -> float | None:
    """Give the share of these pupils' spread that is no error; None where an error is unknown."""
    if len(values.value) < 2 or np.isnan(values.error).any():
        return None
    spread = float(np.var(values.value, ddof=1))
    found = 1 - float(np.mean(values.error**2)) / spread if spread > 0 else 0.0
    return found if found > 0 else None


def _converted(points: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Look results up in the one conversion table that is for exactly their test; blank: there is none."""
    blank = pd.DataFrame(index=points.index, columns=["vaerdi", "maalefejl", "unit"])
    if table.empty or points.empty:
        return blank
    columns = [*_CONVERTED_BY, "score"]
    known = table[table["vaerdi"].notna()]
    named = known.assign(unit=known["tabel"].astype(str) + "|" + known["version"].astype(str))
    # Two tables for one test: nobody has said which one counts.
    once = named[~named.duplicated(columns, keep=False)]
    keyed = once[[*columns, "vaerdi", "maalefejl", "unit"]]
    found = points[columns].merge(keyed, on=columns, how="left")
    return found[["vaerdi", "maalefejl", "unit"]]
