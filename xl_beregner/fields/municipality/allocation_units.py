"""Who stands in a table of money by need: each school, and where readers are many the small ones together.

Money a pupil tells the index, and the index with one factor tells the share. So outside the administration a
school stands by itself only where no share tells of few pupils; the others stand as one, which gets exactly
what they get together: money follows pupils times index, and that adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xl_beregner import texts
from xl_beregner.fields.disclosure import LEAST_OTHERS, leaves_the_administration
from xl_beregner.fields.municipality.rollup import alphabetical

Array = NDArray[np.float64]
TOGETHER = "oevrige"
_WHOLE = 100.0
NAN = float("nan")


@dataclass(frozen=True)
class Unit:
    """A school, or several as one; NaN where nobody knows, or where it is not shown."""

    key: str
    name: str
    area: str
    pupils: float
    factors: Array
    schools: int = 1
    is_hidden: bool = False
    is_withheld: bool = False  # too few schools could stand together


def shown_units(units: Sequence[Unit], is_share: NDArray[np.bool_], edition: str, least: int) -> list[Unit]:
    """Give the rows an edition shows, in alphabetical order, schools that stand together last."""
    units = sorted(units, key=lambda unit: alphabetical(unit.name))
    if edition == "intern":
        return units
    units = [_hidden(unit) if unit.pupils < least else unit for unit in units]
    if not leaves_the_administration(edition):
        return units
    units = [_without_some(unit, least) for unit in units]
    whole = [unit for unit in units if _has_all(unit)]
    together = [unit for unit in whole if not _stands_alone(unit, is_share, least)]
    others = sorted((unit for unit in whole if unit not in together), key=lambda unit: unit.pupils)
    # Few others: each of them could take itself away and read the rest.
    while together and others and not _stand_together(together, is_share, least):
        together.append(others.pop(0))
    if not together:
        return units
    if not _stand_together(together, is_share, least):
        return [_withheld(unit) for unit in units]
    keys = {unit.key for unit in together}
    return [*(unit for unit in units if unit.key not in keys), _as_one(together)]


def _hidden(unit: Unit) -> Unit:
    return Unit(unit.key, unit.name, unit.area, NAN, np.full_like(unit.factors, NAN), is_hidden=True)


def _has_all(unit: Unit) -> bool:
    return not (np.isnan(unit.pupils) or np.isnan(unit.factors).any())


def _without_some(unit: Unit, least: int) -> Unit:
    """Take what is known of a school without all factors away: its shares cannot be added to others'."""
    if _has_all(unit) or np.isnan(unit.pupils):
        return unit
    return Unit(unit.key, unit.name, unit.area, unit.pupils, np.full_like(unit.factors, NAN))


def _stands_alone(unit: Unit, is_share: NDArray[np.bool_], least: int) -> bool:
    """Tell whether no share tells of fewer pupils than may be told of, on either side of it."""
    those = unit.pupils * unit.factors[is_share] / _WHOLE
    return bool((np.fmin(those, unit.pupils - those) >= least).all())


def _stand_together(units: Sequence[Unit], is_share: NDArray[np.bool_], least: int) -> bool:
    """Tell whether schools are enough to stand as one, and their shares together tell of no few pupils."""
    return len(units) > LEAST_OTHERS and _stands_alone(_as_one(units), is_share, least)


def _withheld(unit: Unit) -> Unit:
    """Keep a school's pupils alone, where no row of schools together could be shown beside the others'."""
    if unit.is_hidden:
        return unit
    blank = np.full_like(unit.factors, NAN)
    return Unit(unit.key, unit.name, unit.area, unit.pupils, blank, is_withheld=True)


def _as_one(units: Sequence[Unit]) -> Unit:
    pupils = np.array([unit.pupils for unit in units])
    factors = np.array([unit.factors for unit in units])
    mean = (pupils[:, None] * factors).sum(axis=0) / pupils.sum()
    name = texts.say("allocation.oevrige", antal=len(units))
    return Unit(TOGETHER, name, "", float(pupils.sum()), mean, len(units))
