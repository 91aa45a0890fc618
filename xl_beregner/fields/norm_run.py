"""A run of ``norms``: every norm and linking of a dataset, with what was left out and where it is from.

What is fitted stands in ``fit_norms`` and ``fit_links``; the workbook made of it in ``batch.books``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.errors import DatasetError, Fault
from xl_beregner.fields.fit_links import LinkFit, fit_links
from xl_beregner.fields.fit_norms import NormFit, Told, fit_norms
from xl_beregner.fields.norm_pairs import NORM_SCALES, link_pairs, norm_pairs, usable_results


@dataclass(frozen=True, slots=True)
class NormRun:
    """Norms and linkings that may be told of: those on fewer pupils than may be shown are only counted.

    ``left_out`` counts results by why they are no part of any norm: ``ikke_taget``, ``frivillig``, or
    the scale they stand on.
    """

    municipality: str
    example: str
    source: str
    made: date
    first_year: int
    last_year: int
    least: int
    norms: tuple[NormFit, ...]
    links: tuple[LinkFit, ...]
    small: int
    left_out: Mapping[str, int]

    @property
    def fitted(self) -> list[NormFit]:
        """The norms there are."""
        return [fit for fit in self.norms if fit.norm is not None]

    @property
    def linked(self) -> list[LinkFit]:
        """The linkings there are."""
        return [fit for fit in self.links if not fit.reason]


def norm_run(
    dataset: Dataset, last_year: int | None = None, made: date | None = None, told: Told | None = None
) -> NormRun:
    """Fit all that a dataset's pupils allow, on results up to the end of ``last_year``.

    Raises
    ------
    DatasetError
        No pupil has a result a norm could be made of.
    """
    results = usable_results(dataset.pupils, last_year)
    if results.empty:
        raise DatasetError([Fault("norms_ingen_resultater", {"datasaet": dataset.name})])
    least = int(dataset.settings["mindst_antal"].value)
    norms = fit_norms(norm_pairs(results), told)
    links = fit_links(link_pairs(results))
    first, last = int(results["skoleaar"].min()), int(results["skoleaar"].max())
    return NormRun(
        municipality=str(dataset.settings["kommune_navn"].value),
        example=dataset.example,
        source=_source(dataset, first, last),
        made=made or date.today(),
        first_year=first,
        last_year=last,
        least=least,
        norms=tuple(fit for fit in norms if fit.pupils >= least),
        links=tuple(fit for fit in links if fit.pupils >= least),
        small=sum(fit.pupils < least for fit in norms) + sum(fit.pupils < least for fit in links),
        left_out=_left_out(dataset.pupils, last_year),
    )


def _source(dataset: Dataset, first: int, last: int) -> str:
    """Say whose pupils the norms are of; invented ones say so first, and are refused elsewhere."""
    facts = {
        "kommune": str(dataset.settings["kommune_navn"].value) or dataset.name,
        "foerste": school_year(first),
        "sidste": school_year(last),
    }
    return texts.say("norms.kilde.eksempel" if dataset.example else "norms.kilde.egne", **facts)


def _left_out(pupils: pd.DataFrame, last_year: int | None) -> dict[str, int]:
    rows = pupils if last_year is None else pupils[pupils["skoleaar"] <= last_year]
    taken = rows[rows["score"].notna() | (rows["ord"] != "")]
    with_a_norm = taken["skala"].isin(NORM_SCALES)
    scales = taken.loc[~with_a_norm, "skala"].value_counts().sort_index()
    found = {
        "ikke_taget": len(rows) - len(taken),
        "frivillig": int((with_a_norm & taken["frivillig"]).sum()),
        **{str(scale): int(count) for scale, count in scales.items()},
    }
    return {why: count for why, count in found.items() if count}
