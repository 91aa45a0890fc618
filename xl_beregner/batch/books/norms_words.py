"""The rows of the workbook of norms, in words: what was fitted, what was refused and why.

How they look on their sheets is ``norms_book``'s.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from xl_beregner.cells import school_year
from xl_beregner.fields.fit_links import LinkFit
from xl_beregner.fields.fit_norms import LEAST_SCHOOLS, MOST_FROM_ONE_SCHOOL, FitCheck, NormFit, Side
from xl_beregner.fields.norm_run import NormRun
from xl_beregner.measures.growth.growth_model import LEAST_FOR_NORM
from xl_beregner.measures.measurement.linking import LEAST_PUPILS
from xl_beregner.texts import say

Cell = str | float | None
REFUSED = ("ingen_norm", "ingen_kobling")


class OverviewRow(NamedTuple):
    """One row of the sheet Oversigt; ``state`` chooses the status and its look."""

    state: str
    subject: str
    before: str
    after: str
    pupils: int
    schools: int
    years: str
    method: str
    low: float | None  # shares of pupils, proportions
    middle: float | None
    high: float | None
    fits: str
    remark: str


def overview_rows(run: NormRun) -> list[OverviewRow]:
    """Give a row a norm and a linking; those that are refused stand last."""
    rows = [_norm(fit) for fit in run.norms] + [_link(fit) for fit in run.links]
    return sorted(rows, key=lambda row: row.state in REFUSED)


def norm_key(fit: NormFit) -> str:
    """Name a norm by what it is about; the same name in every run."""
    pair = fit.pair
    sides = [f"{side.test}-{side.grade_text}-{side.scale}" for side in (pair.before, pair.after)]
    return "|".join([pair.subject, *([pair.profile] if pair.profile else []), *sides])


def subject(name: str, profile: str) -> str:
    """Write a subject with its profile."""
    return say("norms.fag", fag=name, profil=profile) if profile else name


def one_test(side: Side) -> str:
    """Write a test with its grade and, on a line of its own, its scale."""
    return say("norms.proeve", test=side.test, trin=side.grade_text, skala=say(f"norms.skala.{side.scale}"))


def span(first: int, last: int) -> str:
    """Write the school years results are of."""
    return school_year(first) if first == last else f"{school_year(first)}–{school_year(last)}"


def _norm(fit: NormFit) -> OverviewRow:
    check = fit.check
    if fit.norm is None or check is None:
        return _row("ingen_norm", fit, remark=_why(fit))
    return _row(
        "brud" if fit.pair.is_break else "norm",
        fit,
        method=f"{say(f'norms.metode.{fit.norm.method}')}\n{_proof(check)}",
        shares=(check.tenths[0], sum(check.tenths[1:-1]), check.tenths[-1]),
        fits=_fits(check),
        remark=_remark(fit),
    )


def _link(fit: LinkFit) -> OverviewRow:
    if fit.reason:
        return _row("ingen_kobling", fit, remark=_why(fit))
    return _row("kobling", fit, method=say("norms.metode.middel_sigma"), remark=link_text(fit))


def _row(
    state: str,
    fit: NormFit | LinkFit,
    *,
    method: str = "",
    shares: tuple[float | None, float | None, float | None] = (None, None, None),
    fits: str = "",
    remark: str = "",
) -> OverviewRow:
    pair = fit.pair
    about = (subject(pair.subject, pair.profile), one_test(pair.before), one_test(pair.after))
    size = (fit.pupils, fit.schools, span(fit.first_year, fit.last_year))
    return OverviewRow(state, *about, *size, method, *shares, fits, remark)


def link_text(fit: LinkFit) -> str:
    """Say how a linking is to be read, as ``KOBLING`` does."""
    return say(f"funktion.KOBLING.text.{fit.text}", pupils=float(fit.pupils))


def _proof(check: FitCheck) -> str:
    if not check.proved:
        return say("norms.bevis.ingen")
    return say("norms.bevis.alle", antal=check.proved, afvigelse=f"{check.imbalance:.0e}")


def _fits(check: FitCheck) -> str:
    tenths, means = [100 * share for share in check.tenths], check.means
    facts: dict[str, Any] = {
        "mindst": min(tenths),
        "mest": max(tenths),
        "lavest": min(means),
        "hoejest": max(means),
    }
    return say("norms.passer.jaevn" if check.is_even else "norms.passer.ujaevn", **facts)


def _remark(fit: NormFit) -> str:
    said = []
    if fit.pair.is_break:
        said.append(say("norms.bemaerkning.brud"))
    if "point" in (fit.pair.before.scale, fit.pair.after.scale) and fit.first_year != fit.last_year:
        said.append(say("norms.bemaerkning.point"))
    if fit.norm is not None and fit.norm.method == "residual_ranks":
        said.append(say("norms.bemaerkning.faa"))
    if fit.check is not None and not fit.check.is_even:
        said.append(say("norms.bemaerkning.ujaevn"))
    return " ".join(said)


def _why(fit: NormFit | LinkFit) -> str:
    facts: dict[str, Any] = {
        "mindst": LEAST_FOR_NORM,
        "koblede": LEAST_PUPILS,
        "skoler": LEAST_SCHOOLS,
        "andel": MOST_FROM_ONE_SCHOOL,
    }
    return say(f"norms.afvist.{fit.reason}", **facts)
