"""What a total is added up from: the shown schools, and the hidden ones of one known sum as one.

Which are hidden is ``complement``'s, how parts add up ``rollup_rules``', for what ``rollup``'s.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from xl_beregner.fields.municipality import rollup_rules
from xl_beregner.fields.municipality.complement import Layer, Pattern, in_no_sum
from xl_beregner.fields.municipality.rollup_rules import NAN, NO_COUNTS, NO_FIGURES, Figure, Scale
from xl_beregner.fields.municipality.year_noise import Noise

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Parts:
    """What a layer's totals are added up from: shown schools, and the hidden ones of one known sum as one.

    An interval that told the hidden ones apart would be one more thing to work them out from.
    """

    def __init__(
        self,
        layer: Layer,
        pattern: Pattern,
        shown: Flags,
        variance: Array,
        noise: Noise | None,
        of_years: Noise | None = None,
    ) -> None:
        """Take ``noise`` for the hidden ones together; ``of_years`` is what schools swing by."""
        self._layer = layer
        self._shown = shown & layer.known
        self._has_figure = ~np.isnan(layer.value)
        self._variance = variance
        self._noise = noise
        self._of_years = of_years
        self._hidden = list(self._together(pattern))

    def of(self, district: int | None) -> tuple[Array, Array, Array, Array]:
        """Give value, count and variance of each part, and the number of schools in it."""
        layer = self._layer
        shown = self._shown & self._is_in(district)
        groups = [group for group in self._hidden if (self._is_in(district) & group).any()]
        value = [layer.value[shown], *(np.array([self._value(group)]) for group in groups)]
        count = [layer.count[shown], *(np.array([layer.count[group].sum()]) for group in groups)]
        variance = [self._variance[shown], *(np.array([self._variance_of(group)]) for group in groups)]
        schools = np.array([1.0] * int(shown.sum()) + [float(group.sum()) for group in groups])
        return np.concatenate(value), np.concatenate(count), np.concatenate(variance), schools

    def swing(self, count: Array, variance: Array, schools: Array) -> float:
        """Give what the parts' mean swings by from year to year on top of their variance.

        Of the parts that ``of`` gives: hidden schools swing as so many of one size, so that it tells them
        apart no more than the interval does.
        """
        if self._of_years is None or np.isnan(variance).any():
            return 0.0
        return rollup_rules.swing(count, self._of_years.beyond(variance, count) / schools)

    def visible(self, district: int | None) -> tuple[Array, Array]:
        """Give value and count of the shown schools alone."""
        at = self._shown & self._is_in(district)
        return self._layer.value[at], self._layer.count[at]

    def has_figures(self, district: int | None) -> bool:
        """Tell whether any school has a figure, be it one that does not add up."""
        return bool((self._has_figure & self._is_in(district)).any())

    def _is_in(self, district: int | None) -> Flags:
        if district is None:
            return np.ones(len(self._layer.value), bool)
        return np.asarray(self._layer.district == district)

    def _together(self, pattern: Pattern) -> Iterator[Flags]:
        """Group the hidden schools by the sums that are known of them."""
        layer = self._layer
        hidden = layer.known & ~self._shown
        left_over = hidden & in_no_sum(layer, pattern.districts)
        for district in np.unique(layer.district[hidden & ~left_over]).tolist():
            yield hidden & (layer.district == district)
        if left_over.any():
            yield left_over

    def _value(self, group: Flags) -> float:
        value, count = self._layer.value[group], self._layer.count[group]
        return float(value.sum() if self._layer.is_sum else (value * count).sum() / count.sum())

    def _variance_of(self, group: Flags) -> float:
        """Estimate the variance of hidden schools' figure together, from what is known of others."""
        if self._noise is None:
            return NAN
        return float(self._noise.variance(self._layer.count[group].sum(keepdims=True))[0])


def median_of(parts: Parts, scale: Scale, district: int | None) -> Figure:
    """Give the median of the shown schools: a hidden one might be the median itself."""
    value, count = parts.visible(district)
    if not len(value):
        return Figure(why=NO_COUNTS if parts.has_figures(district) else NO_FIGURES)
    return rollup_rules.with_parts(rollup_rules.median(value, count, scale), len(value))
