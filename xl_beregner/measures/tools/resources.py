"""Money for schools from pupils and an index of need: an example with open arithmetic.

No municipality's own formula is here: what each weighs is its council's to decide. The arithmetic
is one common form, a base amount a pupil and a pool shared by need.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Keys, Number, udf
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array


class Resources(NamedTuple):
    """What ``RESSOURCER`` spills: one row an input row."""

    base: Column
    structural: Column
    total: Column
    index_100: Column
    text: Keys


@udf("RESSOURCER")
def resource_rows(pupils: Column, index: Column, base_amount: Number, pool: Number) -> Resources:
    """Share a pool between schools by pupils and need, on top of a base amount a pupil: an example.

    Parameters
    ----------
    pupils : array of float
        Pupils, 0 or more. Blank gives a blank row.
    index : array of float
        The school's need, any unit, 0 or more; twice the index gives twice the pool's money a
        pupil. Blank: the school takes no part in the pool and its row says so.
    base_amount : float
        Money a pupil, 0 or more.
    pool : float
        Money to share by need, 0 or more.

    Returns
    -------
    Resources
        Per row: base (money), structural share of the pool (money), total, the index with the
        pupils' mean as 100, and the key of a sentence: ``ok``, ``ok_some_left_out``, ``no_index``,
        ``nothing_to_share_by`` (no pupil has an index above 0).

    Raises
    ------
    MissingValueError
        ``#N/A``. The base amount or the pool is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A negative number.

    Notes
    -----
    ``index_100 = 100 index / mean``, the mean weighted by pupils; ``structural = pool * pupils * index
    / sum(pupils * index)``; ``total = base_amount * pupils + structural``. Nothing is rounded, so the
    structural shares add up to the pool. The index's mean and unit change nothing.

    References
    ----------
    A common form of Swedish allocation (grundersättning and strukturersättning, skollagen 2 kap.
    8 a §); the formula is an example and no municipality's own.

    Examples
    --------
    >>> found = resource_rows(np.array([100.0, 300.0]), np.array([150.0, 50.0]), 60000, 3e6)
    >>> found.structural.tolist(), found.index_100.tolist()
    ([1500000.0, 1500000.0], [200.0, 66.66666666666666])
    """
    count, need = rules.rows(pupils=pupils, index=index)
    rules.check_number(base_amount=base_amount, pool=pool)
    single = [np.array([number], float) for number in (base_amount, pool)]
    rules.rows(base_amount=base_amount, pool=pool)
    rules.check_at_least_zero(pupils=count, index=need, base_amount=single[0], pool=single[1])
    present, told = ~np.isnan(count), ~np.isnan(count) & ~np.isnan(need)
    share, index_100 = _shares(count, need, told)
    base = np.where(told, base_amount * count, np.nan)
    structural = pool * share
    left_out = bool((present & ~told).any())
    key = "ok_some_left_out" if left_out else "ok"
    if np.isnan(share).all():
        key = "nothing_to_share_by"
        base = np.full(count.size, np.nan)
    keys = np.select([told, present], [key, "no_index"], "").tolist()
    return Resources(base, structural, base + structural, index_100, keys)


def _shares(count: Array, need: Array, told: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Give each school's share of the pool, and its index with the pupils' mean as 100."""
    blank = np.full(count.size, np.nan)
    # Scaled first: pupils times need must not overflow.
    most = float(need[told].max(initial=0.0))
    weight = np.where(told, count * (need / most), np.nan) if most else blank
    whole = float(weight[told].sum())
    if not whole > 0:
        return blank, blank
    mean = whole / float(count[told].sum())
    return weight / whole, np.where(told, 100 * (need / most) / mean, np.nan)
