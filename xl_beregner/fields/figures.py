"""Every shown figure of every school laid out as arrays: indicator × school × school year.

Which figures are shown was decided in ``disclosure``; what is computed from them is ``proposals``',
what stands in a row ``rows``'. Figures of other schools leave here as median and quartiles only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.dataset import Dataset
from xl_beregner.fields import disclosure

Array = NDArray[np.float64]

MUNICIPALITY, COUNTRY, EVERYBODY = "kommune", "land", "alle"


@dataclass(frozen=True, slots=True)
class Figures:
    """Arrays with NaN where there is no shown figure; ``years`` are consecutive and end at ``year``."""

    indicators: tuple[str, ...]
    schools: tuple[str, ...]
    years: NDArray[np.int64]
    year: int
    value: Array  # indicator × school × year
    pupils: Array
    standard_error: Array
    words: dict[tuple[int, int, int], str]
    reason: NDArray[np.int8]  # disclosure.Hidden
    municipality: Array  # indicator × year
    country: Array
    undated: Array  # indicator × school
    undated_reason: NDArray[np.int8]
    withheld_from_board: NDArray[np.bool_]  # indicator × school: something shown is not for a board
    municipality_error: Array  # indicator × year
    municipality_pupils: Array

    def at(self, year: int) -> int | None:
        """Tell a year's place, None where no figure is that old."""
        place = year - int(self.years[0])
        return place if 0 <= place < len(self.years) else None

    def latest(self) -> NDArray[np.int64]:
        """Per indicator and school the place of the latest figure before the agreement's year; −1: none."""
        seen = ~np.isnan(self.value[:, :, :-1])
        last = seen.shape[2] - 1 - seen[:, :, ::-1].argmax(axis=2)
        return np.where(seen.any(axis=2), last, -1)


def lay_out(dataset: Dataset, year: int, edition: str, least: int) -> Figures:
    """Lay out a dataset's figures of all pupils up to and with the agreement's school year."""
    indicators = tuple(dataset.catalogue["indikator"])
    schools = tuple(dataset.schools["skole_nr"])
    table = dataset.indicators
    table = table[(table["gruppe"] == EVERYBODY) & (table["aar"] <= year)]
    first = min(int(table["aar"].min()) if len(table) else year, year - 8)
    years = np.arange(first, year + 1)
    reasons = disclosure.hidden(table, dataset.catalogue, edition, least)
    own = table["enhed"].isin(schools).to_numpy()
    placed = _Places(indicators, schools, first)
    of_all = table[~disclosure.tells_of_others(table, schools, dataset.catalogue)]
    reasons_of_all = reasons[table.index.get_indexer(of_all.index)]
    shape = (len(indicators), len(schools), len(years))
    shown = own & (reasons == 0)
    at = placed.of(table[shown])
    everywhere = placed.of(table[own])
    undated = dataset.undated[
        dataset.undated["enhed"].isin(schools) & (dataset.undated["gruppe"] == EVERYBODY)
    ]
    undated_reasons = disclosure.hidden(undated, dataset.catalogue, edition, least)
    seen = undated_reasons == 0
    return Figures(
        indicators,
        schools,
        years,
        year,
        value=_filled(shape, at, table.loc[shown, "vaerdi"]),
        pupils=_filled(shape, at, table.loc[shown, "antal"].where(table["antal"] > 0)),
        standard_error=_filled(shape, at, table.loc[shown, "standardfejl"].where(table["standardfejl"] > 0)),
        words=_words(at, table.loc[shown, "tekst"]),
        reason=_reasons(shape, everywhere, reasons[own]),
        municipality=_of_all(of_all, MUNICIPALITY, reasons_of_all, placed, shape),
        country=_of_all(table, COUNTRY, reasons, placed, shape),
        undated=_filled(shape[:2], placed.of(undated[seen])[:2], undated.loc[seen, "vaerdi"]),
        undated_reason=_reasons(shape[:2], placed.of(undated)[:2], undated_reasons),
        withheld_from_board=_withheld(dataset, table[shown], placed, shape[:2], least),
        municipality_error=_of_all(table, MUNICIPALITY, reasons, placed, shape, "standardfejl"),
        municipality_pupils=_of_all(table, MUNICIPALITY, reasons, placed, shape, "antal"),
    )


def own_beside(everything: Figures, others: Figures, school: int | None) -> Figures:
    """Give all figures of one school, and of the others those it may see; ``None``: of all these alone."""

    def beside(own: Array, theirs: Array) -> Array:
        found = theirs.copy()
        if school is not None:
            found[:, school] = own[:, school]
        return found

    return replace(
        everything,
        value=beside(everything.value, others.value),
        pupils=beside(everything.pupils, others.pupils),
        standard_error=beside(everything.standard_error, others.standard_error),
        undated=beside(everything.undated, others.undated),
    )


class _Places:
    """Where in the arrays a row of the table goes."""

    def __init__(self, indicators: tuple[str, ...], schools: tuple[str, ...], first: int) -> None:
        self._indicators = pd.Index(indicators)
        self._schools = pd.Index(schools)
        self._first = first

    def of(self, table: pd.DataFrame) -> tuple[NDArray[np.int64], ...]:
        return (
            self._indicators.get_indexer(pd.Index(table["indikator"])).astype(np.int64),
            self._schools.get_indexer(pd.Index(table["enhed"])).astype(np.int64),
            table["aar"].to_numpy(np.int64) - self._first,
        )


def _filled(shape: tuple[int, ...], at: tuple[NDArray[np.int64], ...], values: pd.Series[float]) -> Array:
    array = np.full(shape, np.nan)
    array[at] = values.to_numpy(float)
    return array


def _reasons(
    shape: tuple[int, ...], at: tuple[NDArray[np.int64], ...], reasons: NDArray[np.int8]
) -> NDArray[np.int8]:
    array = np.zeros(shape, np.int8)
    array[at] = reasons
    return array


def _withheld(
    dataset: Dataset, shown: pd.DataFrame, placed: _Places, shape: tuple[int, ...], least: int
) -> NDArray[np.bool_]:
    """Find what this edition shows and a board may not see: test results, and few pupils in ``intern``."""
    found = np.zeros(shape, bool)
    found[dataset.catalogue["fortrolig"].to_numpy(bool)] = True
    reasons = disclosure.hidden(shown, dataset.catalogue, "bestyrelse", least)
    found[placed.of(shown[reasons > 0])[:2]] = True
    return found


def _words(at: tuple[NDArray[np.int64], ...], words: pd.Series[str]) -> dict[tuple[int, int, int], str]:
    places = zip(*(part.tolist() for part in at), strict=True)
    return {(i, s, y): word for (i, s, y), word in zip(places, words, strict=True) if word}


def _of_all(
    table: pd.DataFrame,
    unit: str,
    reasons: NDArray[np.int8],
    placed: _Places,
    shape: tuple[int, ...],
    column: str = "vaerdi",
) -> Array:
    rows = (table["enhed"] == unit).to_numpy() & (reasons == 0)
    indicator, _, year = placed.of(table[rows])
    return _filled((shape[0], shape[2]), (indicator, year), table.loc[rows, column])


@dataclass(frozen=True, slots=True)
class Others:
    """The middle of all schools per indicator and year; NaN where too few stand behind it."""

    median: Array  # indicator × year
    lower_quarter: Array
    upper_quarter: Array


def others(figures: Figures, least_schools: int) -> Others:
    """Give median and middle half where, beside any one school, enough others have a figure."""
    enough = (~np.isnan(figures.value)).sum(axis=1) > least_schools
    quartiles = np.full((3, *enough.shape), np.nan)
    if enough.any():
        columns = figures.value.transpose(0, 2, 1)[enough]
        quartiles[:, enough] = np.nanquantile(columns, [0.5, 0.25, 0.75], axis=1)
    return Others(*quartiles)
