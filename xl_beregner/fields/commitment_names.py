"""What commitments are called: the common ones after their settings, a school's own by number."""

from __future__ import annotations

from collections.abc import Sequence

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import COMMON_DUTIES, LAST_COMMON_DUTIES
from xl_beregner.fields.known.commitments import COMMON, OWN, OWN_ROWS

Common = dict[str, tuple[str, str]]  # by key: the text, and where it was decided


def common_now(dataset: Dataset) -> Common:
    """Give the commitments all schools share this year."""
    return _set(dataset, COMMON_DUTIES)


def common_last(dataset: Dataset) -> Common:
    """Give those of the plan that is reported on: this year's, but where another is told."""
    return {**common_now(dataset), **_set(dataset, LAST_COMMON_DUTIES)}


def names_of_rows(dataset: Dataset) -> dict[str, str]:
    """Name the rows of a plan that has come home, by key."""
    common = {key: text for key, (text, _) in sorted(common_last(dataset).items())}
    return {**common, **{f"{OWN}{nr}": kind_word(f"{OWN}{nr}") for nr in range(1, OWN_ROWS + 1)}}


def kind_word(key: str) -> str:
    """Say whether a commitment is common or the school's own, and which of them."""
    kind = "faelles" if key.startswith(COMMON) else "egen"
    return texts.say(f"fields.forpligtelser.{kind}", nr=number_of(key))


def number_of(key: str) -> int:
    """Give a commitment's number within its kind."""
    return int(key.rpartition("_")[2])


def _set(dataset: Dataset, settings: Sequence[str]) -> Common:
    found = {name.rpartition("_")[2]: dataset.settings[name] for name in settings}
    return {f"{COMMON}{nr}": (str(one.value), one.source) for nr, one in found.items() if one.value}
