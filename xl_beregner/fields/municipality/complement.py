"""Which further figures must be hidden so that none hidden can be worked out from those that are shown.

Which figures may not be seen for themselves is ``disclosure``'s; here is what subtraction could tell of
them: a district less its other schools, the municipality less its other districts, a table less another
of the same pupils. What adding up means is ``rollup``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

# Schools on nobody knows how many pupils, hidden beside an official figure: each knows its own.
LEAST_UNCOUNTED = 3
# Of what is possible on its scale, so much must stay possible for a hidden figure.
LEAST_WIDTH = 0.1
# Of the scale: what is narrower is one number, but for rounding.
ROUNDING = 1e-9
# Counts of so many schools that are all the same are no accident.
LEAST_ALIKE = 2
NO_DISTRICT = -1


@dataclass(frozen=True, slots=True)
class Layer:
    """One indicator of one school year, as it would be shown: schools, districts, municipality.

    ``value`` and ``count`` hold one number a school, NaN where there is none or nobody knows. ``primary``:
    may not be seen for itself. ``district``: the place of each school's, or ``NO_DISTRICT``. ``is_sum``:
    the municipality's figure is the sum of its schools', else their mean by ``count``. ``totals``: a figure
    of all schools is shown, added up here or official; ``district_totals``: the same of each district.
    ``low`` and ``high``: what a value can be; NaN: no limit. ``adds``: the figures of all are added up here.
    """

    value: Array
    count: Array
    primary: Flags
    district: Places
    district_totals: Flags
    least: float
    is_sum: bool = False
    low: float = float("nan")
    high: float = float("nan")
    totals: bool = True
    adds: bool = True

    @property
    def few(self) -> Flags:
        """Which schools' number of pupils is too small to be told."""
        return np.asarray(self.primary & self.known & (self.count < self.least))

    @property
    def is_shown(self) -> bool:
        """Whether anything of it may be seen at all."""
        return self.totals or bool((~np.isnan(self.value) & ~self.primary).any())

    @property
    def known(self) -> Flags:
        """Which schools have a figure that adds up."""
        return np.asarray(~np.isnan(self.value) & ~np.isnan(self.count))


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden of a layer: schools (the primary ones too), districts' figures, the municipality's.

    A figure that is not there anyway is not hidden.
    """

    schools: Flags
    districts: Flags
    municipality: bool = False

    def joined(self, other: Pattern) -> Pattern:
        """Hide what either hides."""
        return Pattern(
            self.schools | other.schools,
            self.districts | other.districts,
            self.municipality or other.municipality,
        )

    def is_as(self, other: Pattern) -> bool:
        """Tell whether both hide the same."""
        return (
            np.array_equal(self.schools, other.schools)
            and np.array_equal(self.districts, other.districts)
            and self.municipality == other.municipality
        )


def patterns(layers: Sequence[Layer]) -> list[Pattern]:
    """Decide what is hidden of every layer, so that no hidden value and no hidden count can be worked out.

    A school hidden in one table is first choice in the next, so that one year does not tell what another
    hides. Tables of the same pupils hide the same schools and the same sums (``_alike``).
    """
    liking = np.zeros(len(layers[0].value)) if layers else np.zeros(0)
    found = []
    for layer in layers:
        found.append(complement(layer, _nothing(layer), liking))
        liking = liking + (found[-1].schools & ~layer.primary)
    for same in _of_the_same_pupils(layers):
        hidden = _alike([layers[at] for at in same], [found[at] for at in same], liking)
        for at, pattern in zip(same, hidden, strict=True):
            found[at] = pattern
    return found


def _nothing(layer: Layer) -> Pattern:
    return Pattern(np.zeros(len(layer.value), bool), np.zeros(len(layer.district_totals), bool))


def _of_the_same_pupils(layers: Sequence[Layer]) -> list[list[int]]:
    """Group the tables with the same counts wherever both have one, where any hides a small count.

    What one of them told of a count would be known of the others' too.
    """
    groups: list[list[int]] = []
    for at, layer in enumerate(layers):
        if not layer.is_shown:
            continue
        joined = [group for group in groups if any(_has_same_counts(layers[other], layer) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append(sorted([at, *(other for group in joined for other in group)]))
    return [group for group in groups if len(group) > 1 and any(layers[at].few.any() for at in group)]


def _has_same_counts(one: Layer, other: Layer) -> bool:
    both = one.known & other.known
    return int(both.sum()) >= LEAST_ALIKE and bool((one.count[both] == other.count[both]).all())


def _alike(layers: Sequence[Layer], found: list[Pattern], liking: Array) -> list[Pattern]:
    """Hide in every table what any of them hides for small counts' sake.

    A table that lacks one of those schools shows no sums: taken from another's it would tell the count.
    """
    while True:
        together = _for_small_counts(layers[0], found[0])
        for layer, pattern in zip(layers[1:], found[1:], strict=True):
            together = together.joined(_for_small_counts(layer, pattern))
        hidden = [complement(layer, together, liking) for layer in layers]
        if all(new.is_as(old) for new, old in zip(hidden, found, strict=True)):
            break
        found = hidden
    summed = [(together.schools & layer.known).tobytes() for layer in layers]
    adding = [schools for schools, layer in zip(summed, layers, strict=True) if layer.adds]
    usual = max(adding, key=adding.count, default=b"")
    return [
        pattern
        if not layer.adds or schools == usual
        else Pattern(pattern.schools, np.ones_like(pattern.districts), True)
        for layer, pattern, schools in zip(layers, found, summed, strict=True)
    ]


def _for_small_counts(layer: Layer, pattern: Pattern) -> Pattern:
    """Give the part of a pattern that keeps small counts: not what may not be named for another reason."""
    few = layer.few
    schools = pattern.schools & ~(layer.primary & ~few)
    districts = np.zeros_like(pattern.districts)
    districts[layer.district[schools & (layer.district != NO_DISTRICT)]] = True
    return Pattern(schools, pattern.districts & districts, pattern.municipality and bool(few.any()))


def complement(layer: Layer, also: Pattern, liking: Array) -> Pattern:
    """Hide more than ``also`` until what is known of hidden figures together tells of no single one.

    What all known totals leave over is a sum of hidden schools: those of a district, where its figure is
    shown; those of all other districts together, where the municipality's is. Each such sum must be safe.
    Schools are added to it until it is; where none are left the municipality's own figure goes.
    """
    hidden = layer.primary | (also.schools & ~np.isnan(layer.value))
    municipality = also.municipality
    while True:
        districts = _districts_that_tell(layer, hidden, also)
        left_over = hidden & layer.known & in_no_sum(layer, districts)
        if municipality or not layer.totals or is_safe(layer, left_over):
            return Pattern(hidden, districts, municipality)
        another = _companion(layer, hidden, left_over, liking)
        if another is None:
            municipality = True
        else:
            hidden = hidden.copy()
            hidden[another] = True


def _districts_that_tell(layer: Layer, hidden: Flags, also: Pattern) -> Flags:
    """Find the districts whose own figure would tell of a hidden school."""
    found = also.districts.copy()
    for district in np.unique(layer.district[hidden & layer.known]).tolist():
        if district != NO_DISTRICT and layer.district_totals[district] and not found[district]:
            found[district] = not is_safe(layer, hidden & layer.known & (layer.district == district))
    return found


def in_no_sum(layer: Layer, districts: Flags) -> Flags:
    """Find the schools that are part of no district's figure that is shown."""
    # The last place is that of schools without a district.
    return np.append(districts | ~layer.district_totals, True)[layer.district]


def _companion(layer: Layer, hidden: Flags, left_over: Flags, liking: Array) -> int | None:
    """Choose the school to hide next: where the trouble is, hidden elsewhere, with the fewest pupils."""
    free = np.flatnonzero(layer.known & ~hidden & (layer.count > 0))
    if not len(free):
        return None
    is_near = np.isin(layer.district[free], layer.district[left_over])
    return int(free[np.lexsort((free, layer.count[free], -liking[free], ~is_near))[0]])


def is_safe(layer: Layer, together: Flags) -> bool:
    """Tell whether the sum of hidden figures tells too little of each of them.

    What is left without any one of them rests on pupils enough to be shown; every value that may not be
    seen for itself can, for all the sum tells, lie anywhere in a good part of its scale; and none of the
    others can take its own away and see it. So they are always three or more.
    """
    at = np.flatnonzero(together)
    if not len(at):
        return True
    count = layer.count[at]
    if (count.sum() - count < layer.least).any():
        return False
    secret = layer.primary[at] & (count > 0)
    if not secret.any():
        return True
    scale = layer.high - layer.low
    if np.isnan(scale):
        scale = float(np.abs(layer.value[at]).mean())
    if not (_room(layer, at, 0.0)[0, secret] > LEAST_WIDTH * scale).all():
        return False
    known_to_one = _room(layer, at, 1.0)
    np.fill_diagonal(known_to_one, np.inf)  # its own it knows
    return bool((known_to_one[:, secret] > ROUNDING * scale).all())


def _room(layer: Layer, at: Places, own: float) -> Array:
    """Give how far each of some values can go, for one who knows what they add up to and all counts.

    A row for each of the schools as a reader: with ``own`` 1 it knows its own, with 0 nothing.
    """
    weight = np.ones(len(at)) if layer.is_sum else layer.count[at]
    value = weight * layer.value[at]
    least = -np.inf if np.isnan(layer.low) else layer.low
    most = np.inf if np.isnan(layer.high) else layer.high
    total = value.sum() - (own * value)[:, None]
    others = np.maximum(weight.sum() - (own * weight)[:, None] - weight, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.fmax(least, (total - others * most) / weight)
        high = np.fmin(most, (total - others * least) / weight)
    return np.asarray(high - low, float)


def unknown_is_safe(unknown: Flags) -> bool:
    """Tell whether an official figure may stand beside schools whose number of pupils nobody knows."""
    hidden = int(unknown.sum())
    return hidden == 0 or hidden >= LEAST_UNCOUNTED
