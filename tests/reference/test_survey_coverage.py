"""How often the survey's intervals hold what they say, where schools differ, and from year to year too."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.schools.survey_share import (
    LEAST_SCHOOLS,
    change_interval,
    change_of_schools,
    share_interval,
    share_of_schools,
)

RUNS = 1500


@pytest.mark.prove
@pytest.mark.parametrize("share", [0.5, 0.8, 0.93])
@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("schools", [LEAST_SCHOOLS, 8, 24])
def test_the_interval_holds_with_schools_that_differ(share: float, spread: float, schools: int) -> None:
    rng = np.random.default_rng(2026)
    logit = np.log(share / (1 - share))
    whole_spread = np.hypot(spread, spread / 2)
    truth = float(np.mean(_share(logit + rng.normal(0, whole_spread, 400_000))))
    held, alone, still, still_alone = np.zeros((4, RUNS), bool)
    for run in range(RUNS):
        lasting = logit + rng.normal(0, spread, schools)
        answers = rng.integers(20, 150, (2, schools))
        years = [
            rng.binomial(count, _share(lasting + rng.normal(0, spread / 2, schools))) for count in answers
        ]
        found = share_of_schools(years[0], answers[0])
        held[run] = found.lower <= truth <= found.upper
        pooled = share_interval(years[0].sum(), answers[0].sum())
        alone[run] = pooled.lower <= truth <= pooled.upper
        change = change_of_schools((years[0], years[1]), (answers[0], answers[1]))
        still[run] = change.lower <= 0 <= change.upper
        pairs = tuple(int(one.sum()) for one in years), tuple(int(one.sum()) for one in answers)
        pooled_change = change_interval(pairs[0], pairs[1])
        still_alone[run] = pooled_change.lower <= 0 <= pooled_change.upper
    assert held.mean() > 0.915
    assert still.mean() > 0.935
    if spread == 0.6 and schools > LEAST_SCHOOLS:  # what the answers alone would have said
        assert alone.mean() < 0.72
        assert still_alone.mean() < 0.86


def _share(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))
