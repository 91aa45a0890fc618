"""When two results may be compared, and how; the one rule on breaks between test series.

It is asked wherever a progression is shown. The gain itself is ``gain``'s, the steps of LUS are
``lus``', growth percentiles stand by their own model.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

# Autumn's national tests are taken from August to October and so tell of the school year before.
LAST_MONTH_OF_AUTUMN_TESTS = 10


class Comparison(Enum):
    """What may be said of two results of one pupil."""

    GAIN = "gain"  # one scale with a unit: the difference has a meaning
    STEPS = "steps"  # one ordered scale without a unit: up, unchanged or down
    SERIES_BREAK = "series_break"  # two test series: never subtracted
    OTHER_SCALE = "other_scale"  # one series told on two scales, or raw points of two tests
    OTHER_SUBJECT = "other_subject"  # another subject or profile
    UNKNOWN = "unknown"  # the series or the scale of one is not told


class Result(NamedTuple):
    """What must be known of a result to compare it with another; blanks are None.

    ``scale`` is one of those of a dataset's pupils: ``percentil``, ``point``, ``skalascore``,
    ``kriterie``, ``karakter``, ``betyg``, ``lus``. ``form`` tells one test from another of its
    series where the scale is raw points (grade and school year, say).
    """

    test: str | None
    scale: str | None
    subject: str | None = None
    profile: str | None = None
    form: str | None = None


# A place in a norm group, a level and a step have an order but no unit; two percentiles differ by
# more pupils in the middle than at the ends, so they are not subtracted either.
ORDERED_SCALES = frozenset({"percentil", "kriterie", "karakter", "betyg", "lus"})


def comparison(before: Result, after: Result) -> Comparison:
    """Tell what may be said of two results of one pupil.

    Raw points are a scale of their own in each test: they are subtracted only where both results
    tell the same ``form``.
    """
    if _told(before.test) is None or _told(after.test) is None:
        return Comparison.UNKNOWN
    if _told(before.test) != _told(after.test):
        return Comparison.SERIES_BREAK
    if _told(before.subject) != _told(after.subject) or _told(before.profile) != _told(after.profile):
        return Comparison.OTHER_SUBJECT
    scale = _told(before.scale)
    if scale is None or _told(after.scale) is None:
        return Comparison.UNKNOWN
    if scale != _told(after.scale):
        return Comparison.OTHER_SCALE
    if scale == "point" and (_told(before.form) is None or _told(before.form) != _told(after.form)):
        return Comparison.OTHER_SCALE
    return Comparison.STEPS if scale in ORDERED_SCALES else Comparison.GAIN


def may_show_growth_percentile(
    before: str | None, after: str | None, model_before: str | None, model_after: str | None
) -> bool:
    """Tell whether a model's growth percentile may be shown for a pupil's two test series.

    A growth percentile needs no common scale, so it is the one progression across a break; but
    only from a model fitted on exactly that pair of series.
    """
    pupil, model = (_told(before), _told(after)), (_told(model_before), _told(model_after))
    return None not in pupil and pupil == model


def is_series_break(tests: Iterable[str | None]) -> bool:
    """Tell whether results of these test series stand on two sides of a break; blanks say nothing."""
    return len({_told(test) for test in tests} - {None}) > 1


def school_year_taught(year: int, month: int) -> int:
    """Tell which school year's teaching a test measures, by the year that school year begins in.

    A test early in autumn tells of the school year before; from November on, and in the spring
    that follows, of the running one.
    """
    return year if month > LAST_MONTH_OF_AUTUMN_TESTS else year - 1


def _told(name: str | None) -> str | None:
    """Make a name comparable; blank is None."""
    return (name or "").strip().casefold() or None
