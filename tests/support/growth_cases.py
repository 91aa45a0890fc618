"""Made cohorts and the norms fitted on them, for the tests of growth."""

from __future__ import annotations

from functools import cache

import numpy as np

from xl_beregner.measures.growth.growth_model import fit_growth_norm
from xl_beregner.measures.growth.growth_norm import GrowthNorm


def cohort(pupils: int = 1200, *, seed: int = 1, decimals: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Make a later score and two earlier ones, the newest first, of a skewed and bent relation."""
    rng = np.random.default_rng(seed)
    oldest = rng.normal(50, 10, pupils)
    newest = 12 + 0.75 * oldest + rng.normal(0, 6, pupils)
    spread = np.exp(1.4 + 0.02 * (newest - 50))
    after = 10 + 0.7 * newest + 0.15 * oldest + 0.002 * (newest - 50) ** 2 + rng.gamma(4, spread / 2)
    return after.round(decimals), np.column_stack([newest, oldest]).round(decimals)


@cache
def norm(method: str = "automatic", pupils: int = 1200, columns: int = 2) -> GrowthNorm:
    """Fit a norm on a made cohort, once."""
    after, before = cohort(pupils)
    return fit_growth_norm(after, before[:, :columns], method)


METHODS = ("growth_percentiles", "residual_ranks", "normal_growth")
