"""Which figures an edition may show, and why not: the one place where that is decided.

What stands in a hidden figure's place is a key; ``rows`` puts words on it. A hidden figure takes part in
nothing that is shown of one school or of others' middle: no baseline, no median, no remark tells it. Sums
and means of all schools have it in them; what more is hidden for that is ``complement``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.errors import BeregnerError

EDITIONS = ("intern", "fortrolig", "bestyrelse", "offentlig")
_OUTSIDE_THE_ADMINISTRATION = ("bestyrelse", "offentlig")

# Units whose figure counts something itself; all others are a mean or a share of pupils.
COUNTED = ("antal",)
_NOT_ABOUT_PUPILS = ("kr", "tekst")
PUPILS = "elevtal"

# The municipality's figure beside a school's own: so many other schools must stand behind it.
LEAST_OTHERS = 3
_OF_ALL = ["indikator", "aar", "gruppe"]


class Hidden(IntEnum):
    """Why a figure is not shown."""

    SHOWN = 0
    FEW = 1  # on fewer pupils than may be shown
    COUNT_UNKNOWN = 2  # a mean on nobody knows how many pupils, and its source has not published it
    CONFIDENTIAL = 3  # test results leave neither school nor administration
    UNPUBLISHED = 4  # outside the administration a school stands by name only as its source has published
    COMPLEMENT = 5  # another school's hidden figure could be worked out from it


def check_edition(edition: str) -> str:
    """Refuse an edition that does not exist: it would decide what leaks."""
    if edition not in EDITIONS:
        raise BeregnerError("fields_udgave", fundet=edition, kendte=", ".join(EDITIONS))
    return edition


def leaves_the_administration(edition: str) -> bool:
    """Tell whether an edition has readers outside school and administration: no school's words go there."""
    return check_edition(edition) in _OUTSIDE_THE_ADMINISTRATION


def hidden(figures: pd.DataFrame, catalogue: pd.DataFrame, edition: str, least: int) -> NDArray[np.int8]:
    """Decide for every row of ``figures`` whether this edition shows it.

    ``intern`` shows all: a school's leader and teachers may see their own. Outside it a count that
    is too small hides its figure even where the source has published it.
    """
    reasons = np.zeros(len(figures), np.int8)
    if check_edition(edition) == "intern" or not len(figures):
        return reasons
    about = catalogue.set_index("indikator").loc[figures["indikator"]]
    unit = about["maaleenhed"].to_numpy()
    smallest = about["mindst_antal"].fillna(least).to_numpy()
    counted = np.isin(unit, COUNTED)
    pupils = figures["antal"].to_numpy()
    pupils = np.where(np.isnan(pupils) & counted, figures["vaerdi"].to_numpy(), pupils)
    published = about["offentliggjort"].to_numpy() | np.isin(unit, _NOT_ABOUT_PUPILS)
    reasons[np.isnan(pupils) & ~published] = Hidden.COUNT_UNKNOWN
    reasons[pupils < smallest] = Hidden.FEW
    if edition in _OUTSIDE_THE_ADMINISTRATION:
        reasons[about["fortrolig"].to_numpy()] = Hidden.CONFIDENTIAL
    return reasons


def confidential(catalogue: pd.DataFrame, edition: str) -> NDArray[np.bool_]:
    """Tell of which indicators this edition shows nothing at all, of no school and not of all."""
    is_outside = check_edition(edition) in _OUTSIDE_THE_ADMINISTRATION
    return catalogue["fortrolig"].to_numpy(bool) & is_outside


def tells_of_others(
    figures: pd.DataFrame, schools: Collection[str], catalogue: pd.DataFrame
) -> NDArray[np.bool_]:
    """Tell of every row of ``figures`` whether the municipality's would tell one school of another.

    A school takes its own away: with fewer than three others behind it the municipality's figure tells too
    much, unless its source has published it; groups' figures no source has. Where a dataset has one school
    alone there is no other to tell of.
    """
    if len(schools) == 1:
        return np.zeros(len(figures), bool)
    is_open = catalogue["offentliggjort"] | catalogue["maaleenhed"].isin(_NOT_ABOUT_PUPILS)
    published = figures["indikator"].isin(catalogue.loc[is_open, "indikator"]) & (figures["gruppe"] == "alle")
    own = figures[figures["enhed"].isin(schools) & figures["vaerdi"].notna()]
    behind = own.groupby(_OF_ALL)["enhed"].nunique().rename("skoler").reset_index()
    number = figures[_OF_ALL].merge(behind, how="left", on=_OF_ALL)["skoler"].to_numpy()
    return ~published.to_numpy(bool) & (number <= LEAST_OTHERS)


def unnamed(catalogue: pd.DataFrame, edition: str) -> NDArray[np.bool_]:
    """Tell of which indicators this edition shows no school by name: those their source has not published."""
    published = catalogue["offentliggjort"] | catalogue["maaleenhed"].isin(_NOT_ABOUT_PUPILS)
    is_outside = check_edition(edition) in _OUTSIDE_THE_ADMINISTRATION
    return ~published.to_numpy(bool) & is_outside


def rule_for_counts(catalogue: pd.DataFrame, edition: str, least: int) -> Callable[[float], Hidden]:
    """Give the rule for a school's own number of pupils: that of any indicator that counts.

    Where the catalogue has an indicator of that name, what it says holds for both.
    """
    about = catalogue[catalogue["indikator"] == PUPILS]
    smallest = max([float(least), *about["mindst_antal"].fillna(least)])
    is_open = check_edition(edition) == "intern"
    is_confidential = edition in _OUTSIDE_THE_ADMINISTRATION and bool(about["fortrolig"].any())

    def decide(pupils: float) -> Hidden:
        if is_open or np.isnan(pupils):
            return Hidden.SHOWN
        if is_confidential:
            return Hidden.CONFIDENTIAL
        return Hidden.FEW if pupils < smallest else Hidden.SHOWN

    return decide


def rule_for_results(edition: str, least: int) -> Callable[[float], Hidden]:
    """Give the rule for a figure made of pupils' results: it leaves neither school nor administration."""
    is_open = check_edition(edition) == "intern"
    is_confidential = edition in _OUTSIDE_THE_ADMINISTRATION

    def decide(pupils: float) -> Hidden:
        if is_confidential:
            return Hidden.CONFIDENTIAL
        return Hidden.FEW if pupils < least and not is_open else Hidden.SHOWN

    return decide
