"""Schools that do not change, or are like their municipality, stand out as often as they should.

Schools swing from year to year for other reasons than their pupils, too; a source's error is that of the
pupils alone, here as in Danish marks and well-being.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from xl_beregner.fields.figures import Figures
from xl_beregner.fields.judged import BETTER, STAND_OUT, WITHIN, Judged

pytestmark = pytest.mark.prove

SCHOOLS, YEARS, TIMES = 30, 6, 120
ABOUT = {
    "indikator": "karakter", "maaleenhed": "karakter", "retning": "op", "sammenlign": "karakter",
    "sammenlaegning": "vaegtet_middel", "mindste": np.nan, "stoerste": np.nan,
}  # fmt: skip
Array = NDArray[np.float64]


def _judged(value: Array, pupils: Array, error: Array, municipality: Array, of_all: Array) -> Judged:
    schools, years = value.shape
    blank, flags = np.full((1, schools, years), np.nan), np.zeros((1, schools, years), np.int8)
    figures = Figures(
        ("karakter",), tuple(map(str, range(schools))), np.arange(2020, 2020 + years), 2019 + years,
        value[None], pupils[None], error[None], {}, flags, municipality[None], blank[:, 0], blank[:, :, 0],
        flags[:, :, 0], flags[:, :, 0].astype(bool), blank[:, 0], of_all[None],
    )  # fmt: skip
    return Judged([ABOUT], figures, figures.latest(), 0.95, 5)


def _verdicts(
    *, swing: float, pupil: float, counted: bool, told: bool, seed: int
) -> tuple[list[str], list[str]]:
    """Simulate schools whose level stays, all at the municipality's; give verdicts on change and distance."""
    chance = np.random.default_rng(seed)
    change, apart = [], []
    for _ in range(TIMES):
        pupils = np.repeat(chance.integers(20, 90, (SCHOOLS, 1)).astype(float), YEARS, axis=1)
        spread = np.sqrt(swing**2 + pupil**2 / pupils)
        value = 7 + spread * chance.normal(size=(SCHOOLS, YEARS))
        # What moves all schools alike does so in the years before: everybody would see it in the change.
        value[:, :-3] += chance.normal(0, 0.3, YEARS - 3)
        municipality, of_all = (value * pupils).sum(axis=0) / pupils.sum(axis=0), pupils.sum(axis=0)
        value[:, -1] = np.nan
        blank = np.full_like(value, np.nan)
        judged = _judged(value, pupils if counted else blank, spread if told else blank, municipality, of_all)
        found = [judged.of(0, school) for school in range(SCHOOLS)]
        change += [one.change for one in found]
        apart += [one.apart for one in found]
    return change, apart


@pytest.mark.parametrize(
    ("swing", "pupil", "counted", "told"),
    [(0.4, 0.0, False, False), (0.2, 2.0, True, False), (0.3, 1.5, True, True)],
    ids=["swing", "swing and pupils", "the source's error"],
)
def test_about_one_in_twenty_of_unchanged_schools_stands_out(swing, pupil, counted, told):
    for verdicts in _verdicts(swing=swing, pupil=pupil, counted=counted, told=told, seed=11):
        judged = [one for one in verdicts if one in STAND_OUT or one == WITHIN]
        assert len(judged) == len(verdicts)
        share = sum(one in STAND_OUT for one in judged) / len(judged)
        assert 0.035 <= share <= 0.07


# --- The source knows the pupils, not the swing ---------------------------------------------
SWING, PUPIL = 0.3, 2.2


def _changes(
    sizes: tuple[int, int], swing: float, told: str, *, change: float = 0.0, times: int = TIMES
) -> tuple[list[str], Array]:
    """Simulate schools with swing and sampling; the first really changes, by so many errors of a change.

    Give the verdicts on change, and how many errors by the source alone each changed.
    """
    chance = np.random.default_rng(7)
    found, by_source = [], []
    for _ in range(times):
        pupils = np.repeat(chance.integers(*sizes, (SCHOOLS, 1)).astype(float), YEARS, axis=1)
        error = PUPIL / np.sqrt(pupils)
        spread = np.hypot(swing, error)
        value = 7 + chance.normal(0, 0.5, (SCHOOLS, 1)) + spread * chance.normal(size=(SCHOOLS, YEARS))
        value[:, :-3] += chance.normal(0, 0.3, YEARS - 3)
        value[0, -2] += change * np.hypot(spread[0, -2], spread[0, -3])
        by_source.append(np.abs(value[:, -2] - value[:, -3]) / np.hypot(error[:, -2], error[:, -3]))
        value[:, -1] = np.nan
        if told == "some":
            error[::2] = np.nan
        blank = np.full(YEARS, np.nan)
        judged = _judged(value, pupils, error, blank, blank)
        found += [judged.of(0, school).change for school in range(1 if change else SCHOOLS)]
    return found, np.concatenate(by_source)


def _share(verdicts: list[str]) -> float:
    return sum(one in STAND_OUT for one in verdicts) / len(verdicts)


@pytest.mark.parametrize("sizes", [(6, 20), (6, 91), (60, 91)], ids=["small", "all sizes", "large"])
@pytest.mark.parametrize("told", ["all", "some"])
def test_unchanged_schools_that_swing_are_called_changed_in_one_of_twenty(sizes, told):
    verdicts, by_source = _changes(sizes, SWING, told)
    assert 0.03 <= _share(verdicts) <= 0.07
    # The source's error alone would call so many changed that a reader would be misled.
    assert (by_source > 1.96).mean() > 0.07


def test_schools_that_do_not_swing_are_called_changed_as_often():
    verdicts, _ = _changes((6, 91), 0.0, "all")
    assert 0.03 <= _share(verdicts) <= 0.07


@pytest.mark.parametrize("sizes", [(6, 20), (6, 91), (60, 91)], ids=["small", "all sizes", "large"])
def test_a_real_change_of_three_errors_is_seen_most_of_the_time(sizes):
    """A normal difference of 3 errors lies beyond 1.96 in 85 of 100."""
    verdicts, _ = _changes(sizes, SWING, "all", change=3.0, times=3 * TIMES)
    assert 0.75 <= sum(one == BETTER for one in verdicts) / len(verdicts) <= 0.95
