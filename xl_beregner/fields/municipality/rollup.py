"""Every indicator from school to district to municipality: `Rollup`, a `Table` an indicator and year.

How figures add up is ``rollup_rules``', what a school's groups add up to ``partitions``', what is hidden
``disclosure``'s and ``complement``'s. How it all reads is ``municipality``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner.dataset import Dataset
from xl_beregner.dataset.schema import AREA
from xl_beregner.fields import disclosure
from xl_beregner.fields.disclosure import Hidden
from xl_beregner.fields.figures import EVERYBODY, Figures, lay_out
from xl_beregner.fields.municipality import rollup_rules
from xl_beregner.fields.municipality.complement import (
    NO_DISTRICT,
    Layer,
    Pattern,
    patterns,
    unknown_is_safe,
)
from xl_beregner.fields.municipality.partitions import Added, with_groups_added
from xl_beregner.fields.municipality.rollup_parts import Parts, median_of
from xl_beregner.fields.municipality.rollup_rules import (
    IS_CONFIDENTIAL,
    IS_HIDDEN,
    MEAN,
    MEDIAN,
    NAN,
    NO_COUNTS,
    NO_FIGURES,
    NO_RULE,
    NO_SHARE,
    NONE,
    SHARE,
    SUM,
    Figure,
    Scale,
)
from xl_beregner.fields.municipality.year_noise import Noise, year_noise

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

TREND_YEARS: Final = 8
ADDING: Final = (MEAN, SHARE, SUM)


@dataclass(frozen=True, slots=True)
class Table:
    """One indicator of one school year at every level; places as in ``Rollup.schools`` and ``districts``.

    A hidden figure is an empty ``Figure``; ``reason`` says why (``Hidden``). ``parts`` of a figure are the
    schools in it. The official figures are as published, NaN where there is none or it may not be shown.
    """

    year: int
    schools: tuple[Figure, ...]
    reason: NDArray[np.int8]
    districts: tuple[Figure, ...]
    municipality: Figure
    official_districts: Array
    official: float
    country: float

    @property
    def hidden(self) -> Flags:
        """Which schools' figures are not shown."""
        return np.asarray(self.reason > 0)


class Rollup:
    """All indicators of a dataset added up, in one edition.

    ``districts`` stand in alphabetical order; ``district`` is the place of each school's, −1 for none.
    """

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        whole, self.sources = with_groups_added(dataset)
        self.confidence = float(dataset.settings["konfidens"].value)
        self._years_back = int(dataset.settings["baseline_aar"].value)
        self._least = least = int(dataset.settings["mindst_antal"].value)
        self._all = lay_out(whole, year, "intern", least)
        self._shown = lay_out(whole, year, edition, least)
        self._unnamed = disclosure.unnamed(dataset.catalogue, edition)
        self._is_confidential = disclosure.confidential(dataset.catalogue, edition)
        self.about: list[dict[str, Any]] = [
            {str(key): cell for key, cell in row.items()} for row in dataset.catalogue.to_dict("records")
        ]
        self.schools = self._all.schools
        areas = dataset.schools["omraade"].tolist()
        self.districts = tuple(sorted({area for area in areas if area}, key=alphabetical))
        places = {area: place for place, area in enumerate(self.districts)}
        self.district = np.array([places.get(area, NO_DISTRICT) for area in areas], np.intp)
        self._official_districts = _of_districts(dataset, self._all, self.districts, edition, least)
        self.latest = [self._latest(place) for place in range(len(self.about))]
        self._patterns = self._hide()
        self.table = cache(self._table)
        self.noise = cache(self._noise)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator's id, in the catalogue's order."""
        return self._all.indicators

    def years(self, indicator: int) -> list[int]:
        """Give the years an indicator has figures of, newest first; of the last eight up to its latest."""
        latest = self.latest[indicator]
        if latest is None:
            return []
        seen = self._has_figures(indicator)
        return [year for year in range(latest, latest - TREND_YEARS, -1) if seen.get(year)]

    def words(self, indicator: int, school: int, year: int) -> str:
        """Give a school's figure where it is a word."""
        at = self._shown.at(year)
        if at is None or self._unnamed[indicator]:
            return ""
        return self._shown.words.get((indicator, school, at), "")

    def source(self, indicator: int, school: int, year: int) -> Added | None:
        """Tell from what groups a school's figure was added up; None where it stands in the dataset."""
        return self.sources.get((self.schools[school], year, self.indicators[indicator]))

    def is_undated(self, indicator: int) -> bool:
        """Tell whether schools have figures whose source gives no school year."""
        return bool((~np.isnan(self._shown.undated[indicator])).any())

    # --- What there is -----------------------------------------------------------------------
    def _has_figures(self, indicator: int) -> dict[int, bool]:
        figures = self._all
        seen = ~np.isnan(figures.value[indicator]).all(axis=0) | ~np.isnan(figures.municipality[indicator])
        for place, _, year in figures.words:
            if place == indicator:
                seen[year] = True
        return dict(zip(figures.years.tolist(), seen.tolist(), strict=True))

    def _latest(self, indicator: int) -> int | None:
        """Find the newest year with a school's figure, or with an official one where no school has any."""
        figures = self._all
        of_schools = (~np.isnan(figures.value[indicator])).any(axis=0)
        if not of_schools.any():
            years = [year for year, seen in self._has_figures(indicator).items() if seen]
            return max(years, default=None)
        return int(figures.years[np.flatnonzero(of_schools)[-1]])

    def _counts(self, indicator: int, at: int) -> Array:
        """Give the pupils behind each school's figure; what counts pupils tells its own."""
        figures = self._all
        counts: Array = figures.pupils[indicator][:, at]
        if self.about[indicator]["maaleenhed"] in disclosure.COUNTED:
            counts = np.where(np.isnan(counts), figures.value[indicator][:, at], counts)
        return counts

    # --- What is hidden ----------------------------------------------------------------------
    def _hide(self) -> dict[tuple[int, int], Pattern]:
        keys = [(place, year) for place in range(len(self.about)) for year in self.years(place)]
        # Oldest first, so that what is hidden of a year does not hang on later ones: else two years'
        # workbooks, each safe in itself, would together tell what both hide.
        keys.sort(key=lambda key: (key[1], key[0]))
        return dict(zip(keys, patterns([self._layer(*key) for key in keys]), strict=True))

    def _layer(self, indicator: int, year: int) -> Layer:
        about = self.about[indicator]
        at = self._place(year)
        value, count = self._all.value[indicator][:, at], self._counts(indicator, at)
        primary = (self._shown.reason[indicator][:, at] > 0) | (self._unnamed[indicator] & ~np.isnan(value))
        if about["sammenlaegning"] == SUM:
            # A sum needs no weights: money is added up whoever it is for.
            count = np.where(np.isnan(count) & ~primary, 0.0, count)
        adds = about["sammenlaegning"] in ADDING and not self._is_confidential[indicator]
        known = ~np.isnan(value) & ~np.isnan(count)
        own = np.array(
            [(known & (self.district == place)).any() for place in range(len(self.districts))], bool
        )
        official = ~np.isnan(self._official_districts[indicator, :, at])
        return Layer(
            value,
            count,
            primary,
            self.district,
            (own & adds) | official,
            self.least(indicator),
            about["sammenlaegning"] == SUM,
            float(about["mindste"]),
            float(about["stoerste"]),
            bool((known.any() and adds) or not np.isnan(self._official(indicator, at))),
            adds,
        )

    def least(self, indicator: int) -> float:
        """Give the fewest pupils a figure may rest on to be shown."""
        own = float(self.about[indicator]["mindst_antal"])
        return float(self._least) if np.isnan(own) else own

    def _place(self, year: int) -> int:
        return year - int(self._all.years[0])

    def _official(self, indicator: int, at: int) -> float:
        """Give the municipality's own figure; one that measures something else is none of this."""
        same = self.about[indicator]["sammenlign"]
        if same not in self.indicators:
            return NAN
        return float(self._shown.municipality[self.indicators.index(same), at])

    # --- One indicator of one year -----------------------------------------------------------
    def _table(self, indicator: int, year: int) -> Table:
        at, pattern = self._place(year), self._patterns[indicator, year]
        layer = self._layer(indicator, year)
        reason = self._reasons(indicator, at, pattern)
        scale = self._scale(indicator)
        variance = self._variance(indicator, year, layer.count)
        shown = np.asarray(~np.isnan(layer.value) & (reason == 0))
        schools = tuple(
            self._school(indicator, layer, variance, place)
            if shown[place]
            else Figure(why=IS_HIDDEN if reason[place] else NO_FIGURES)
            for place in range(len(self.schools))
        )
        of_hidden, of_years = self._noise_of_hidden(indicator, year, shown), self.noise(indicator)
        parts = Parts(layer, pattern, shown, variance, of_hidden, of_years)
        districts = tuple(
            self._added(indicator, parts, scale, place, pattern.districts[place])
            for place in range(len(self.districts))
        )
        everywhere = self._added(indicator, parts, scale, None, pattern.municipality)
        official_districts = np.where(pattern.districts, NAN, self._official_districts[indicator, :, at])
        unknown = reason == Hidden.COUNT_UNKNOWN
        is_told = unknown_is_safe(unknown) and not pattern.municipality
        for place in range(len(self.districts)):
            if not unknown_is_safe(unknown & (self.district == place)):
                official_districts[place] = NAN
        return Table(
            year,
            schools,
            reason,
            districts,
            everywhere,
            official_districts,
            self._official(indicator, at) if is_told else NAN,
            self._country(indicator, at),
        )

    def _reasons(self, indicator: int, at: int, pattern: Pattern) -> NDArray[np.int8]:
        reason: NDArray[np.int8] = self._shown.reason[indicator][:, at].copy()
        has = ~np.isnan(self._all.value[indicator][:, at])
        # One reason for all of them: it must not tell which of the unnamed are small.
        of_counts = (reason == 0) | (reason == Hidden.FEW)
        reason[has & of_counts & self._unnamed[indicator]] = Hidden.UNPUBLISHED
        reason[has & (reason == 0) & pattern.schools] = Hidden.COMPLEMENT
        return reason

    def _country(self, indicator: int, at: int) -> float:
        same = self.about[indicator]["sammenlign"]
        return float(self._shown.country[self.indicators.index(same), at]) if same in self.indicators else NAN

    def _scale(self, indicator: int) -> Scale:
        about = self.about[indicator]
        whole = 1.0 if about["maaleenhed"] != "pct" and about["stoerste"] == 1 else 100.0
        return Scale(float(about["mindste"]), float(about["stoerste"]), self.confidence, whole)

    def _noise(self, indicator: int) -> Noise | None:
        """Estimate schools' swing from the figures that stand in the open: else it would tell of the others.

        Where none stands by name it is that of all that may be added up.
        """
        shown = self._shown.value[indicator].copy()
        for year in self.years(indicator):
            shown[self._patterns[indicator, year].schools, self._place(year)] = NAN
        if np.isnan(shown).all():
            shown = self._shown.value[indicator]
        return year_noise(self._shown, indicator, shown, self._years_back, self.confidence)

    def _variance(self, indicator: int, year: int, count: Array) -> Array:
        """Give the variance of each school's figure: of its standard error, else of a school's year."""
        error = self._all.standard_error[indicator][:, self._place(year)]
        noise = self.noise(indicator)
        estimated = np.full(len(error), NAN) if noise is None else noise.variance(count)
        return np.where(np.isnan(error), estimated, error**2)

    def _noise_of_hidden(self, indicator: int, year: int, shown: Flags) -> Noise | None:
        """Give the noise of hidden schools together: of the shown ones, by pupil where errors are given."""
        error = self._all.standard_error[indicator][:, self._place(year)]
        base = shown if shown.any() else self._shown.reason[indicator][:, self._place(year)] == 0
        known = base & ~np.isnan(error)
        if not known.any():
            return self.noise(indicator)
        count = self._counts(indicator, self._place(year))
        known &= count > 0
        if not known.any():
            return None
        of_a_pupil = np.average(count[known] * error[known] ** 2, weights=count[known])
        return Noise(0.0, float(np.sqrt(of_a_pupil)))

    def _school(self, indicator: int, layer: Layer, variance: Array, place: int) -> Figure:
        rule, scale = self.about[indicator]["sammenlaegning"], self._scale(indicator)
        value, count = float(layer.value[place]), float(layer.count[place])
        if rule == SUM:
            count = count if count > 0 else NAN
            return Figure(value, error=0.0, count=count, parts=1, no_interval=rollup_rules.COUNTED)
        if rule not in ADDING and self.about[indicator]["maaleenhed"] in disclosure.COUNTED:
            count = NAN  # its own value, which counts no pupils of anything
        if rule == SHARE and count > 0:
            found = rollup_rules.share(layer.value[[place]], layer.count[[place]], scale)
            return Figure(value, found.lower, found.upper, found.error, count, 1)
        error = float(np.sqrt(variance[place]))
        if rule == MEDIAN or error != error:
            return Figure(value, count=count, parts=1, no_interval=rollup_rules.NO_ERRORS)
        return Figure(value, *scale.interval(value, error), error, count, 1)

    def _added(
        self, indicator: int, parts: Parts, scale: Scale, district: int | None, is_hidden: bool
    ) -> Figure:
        """Add up a district, or with None the municipality."""
        rule = self.about[indicator]["sammenlaegning"]
        if self._is_confidential[indicator]:
            return Figure(why=IS_CONFIDENTIAL)
        if rule == NONE or self.about[indicator]["maaleenhed"] == "tekst":
            return Figure(why=NO_RULE)
        if rule == SHARE and scale.whole != 1 and self.about[indicator]["maaleenhed"] != "pct":
            return Figure(why=NO_SHARE)
        if rule == MEDIAN:
            return median_of(parts, scale, district)
        value, count, variance, schools = parts.of(district)
        if not schools.size:
            return Figure(why=NO_COUNTS if parts.has_figures(district) else NO_FIGURES)
        if is_hidden:
            return Figure(why=IS_HIDDEN)
        if rule == SUM:
            found = rollup_rules.total(value, np.where(count > 0, count, NAN))
        elif rule == SHARE:
            found = rollup_rules.share(value, count, scale)
        else:
            found = rollup_rules.weighted_mean(value, count, variance, scale)
        swing = 0.0 if rule == SUM else parts.swing(count, variance, schools)
        return rollup_rules.with_parts(found, int(schools.sum()), swing)


def _of_districts(
    dataset: Dataset, figures: Figures, districts: tuple[str, ...], edition: str, least: int
) -> Array:
    """Lay out the official figures of districts: indicator × district × year."""
    found = np.full((len(figures.indicators), len(districts), len(figures.years)), np.nan)
    table = dataset.indicators
    table = table[(table["gruppe"] == EVERYBODY) & (table["aar"] <= figures.year)]
    table = table[disclosure.hidden(table, dataset.catalogue, edition, least) == 0]
    places = {f"{AREA}:{area}": place for place, area in enumerate(districts)}
    indicators = {name: place for place, name in enumerate(figures.indicators)}
    table = table[table["enhed"].isin(places)]
    for unit, name, year, value in zip(
        *(table[key] for key in ("enhed", "indikator", "aar", "vaerdi")), strict=True
    ):
        if (at := figures.at(int(year))) is not None:
            found[indicators[name], places[unit], at] = value
    return found


_LAST_LETTERS: Final = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def alphabetical(name: str) -> tuple[str, str]:
    """Sort as in a Danish list: æ, ø and å after z."""
    return name.casefold().translate(_LAST_LETTERS), name
