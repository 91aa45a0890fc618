"""``fetch``: a municipality's official figures from Uddannelsesstatistik.dk into a dataset.

What is asked, read and written is in ``dataset.uddstat.fetch`` and the modules it names.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, counted
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import SchoolYear, new_folder
from xl_beregner.texts import number, say

if TYPE_CHECKING:
    from xl_beregner.dataset.uddstat.fetch import Fetched, Series

_MOST_TOLD = 20


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("fetch", cls=LoggedCommand, short_help=say("cli.fetch.kort"), help=say("cli.fetch.hjaelp"))
    @click.option(
        "--municipality", required=True, metavar=say("cli.navn.kommune"), help=say("cli.valg.municipality")
    )
    @click.option(
        "--out",
        required=True,
        type=new_folder(),
        metavar=say("cli.navn.mappe"),
        help=say("cli.valg.fetch_out"),
    )
    @click.option(
        "--year",
        "years",
        multiple=True,
        type=SchoolYear(),
        metavar="2025/2026",
        help=say("cli.valg.fetch_year"),
    )
    @click.option("--offline", is_flag=True, help=say("cli.valg.offline"))
    @click.option("--force", is_flag=True, help=say("cli.valg.fetch_force"))
    @click.option("--base-url", hidden=True)
    def fetch(
        municipality: str, out: Path, years: tuple[str, ...], offline: bool, force: bool, base_url: str | None
    ) -> int:
        return make(municipality, out, years, offline=offline, anew=force, base=base_url)

    return fetch


def make(
    municipality: str,
    out: Path,
    years: tuple[str, ...] = (),
    *,
    offline: bool = False,
    anew: bool = False,
    base: str | None = None,
) -> int:
    """Fetch, say what came and what did not, and give the exit code."""
    from xl_beregner.cli.progress import shown_progress
    from xl_beregner.dataset import check_dataset
    from xl_beregner.dataset.uddstat.fetch import fetch
    from xl_beregner.dataset.uddstat.http import BASE
    from xl_beregner.errors import SourceError

    name = _known(municipality)
    try:
        with shown_progress("fetch") as progress:
            fetched = fetch(
                name, out, years=years, base=base or BASE, offline=offline, anew=anew, told=progress
            )
    except SourceError:
        _tell_of_what_is_kept(out, offline)
        raise
    _log(fetched)
    _tell(fetched)
    errors = [fault for fault in check_dataset(out) if fault.severity == "error"]
    if errors:
        click.echo(say("cli.fetch.check", fejl=counted("fejl", len(errors)), sti=str(out)))
    else:
        click.echo(say("cli.fetch.naeste", sti=str(out)))
    return NEEDS_A_PERSON if errors or fetched.faults else 0


def _log(fetched: Fetched) -> None:
    log = current_log()
    log.event("fetched", errors=(*fetched.faults, *fetched.remarks))
    log.counts += Counter(
        schools=len(fetched.schools),
        indicators=len(fetched.series),
        figures=sum(series.figures for series in fetched.series),
        asked=fetched.asked,
        kept_answers=fetched.kept_answers,
    )


def _known(municipality: str) -> str:
    """Give the municipality's name as the statistics have it, or ask what was meant."""
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.dataset.faults import shown
    from xl_beregner.dataset.uddstat.municipalities import close_to, find_municipality

    if name := find_municipality(municipality):
        return name
    written = shown(municipality)
    if suggested := close_to(municipality):
        raise RefusedError("cli_fetch_kommune_mente_du", fundet=written, forslag=", ".join(suggested))
    raise RefusedError("cli_fetch_kommune", fundet=written)


def _tell(fetched: Fetched) -> None:
    figures = sum(series.figures for series in fetched.series)
    click.echo(
        say(
            "cli.fetch.antal",
            kommune=fetched.municipality,
            skoler=counted("skole", len(fetched.schools)),
            tal=number(figures, 0),
            indikatorer=counted("indikator", len(fetched.series)),
        )
    )
    for series in fetched.series:
        click.echo(_line(series, len(fetched.schools)))
    for fault in (*fetched.remarks, *fetched.faults[:_MOST_TOLD]):
        click.echo(say("cli.advarsel", besked=str(fault)))
    if len(fetched.faults) > _MOST_TOLD:
        click.echo(say("cli.fetch.flere", antal=len(fetched.faults) - _MOST_TOLD))
    for path in fetched.earlier:
        click.echo(say("cli.fetch.tidligere", fil=path.name))
    if fetched.kept_answers:
        click.echo(say("cli.fetch.gemte", antal=fetched.kept_answers, af=fetched.asked))
    click.echo(say("cli.fetch.kilde", dato=_day(fetched.fetched)))
    click.echo(say("cli.fetch.sted", sti=str(fetched.folder)))


def _line(series: Series, schools: int) -> str:
    first, last = (f"{year}/{year + 1}" for year in (series.first, series.last))
    years = first if first == last else f"{first}–{last}"
    return say("cli.fetch.serie", navn=series.name, antal=series.schools, af=schools, aar=years)


def _tell_of_what_is_kept(out: Path, offline: bool) -> None:
    """Say how to go on without the service, where there is something to go on with."""
    from xl_beregner.dataset.uddstat.pages import FOLDER, Shelf

    newest = Shelf(out / FOLDER, "", None, date.today()).newest()
    if newest and not offline:
        click.echo(say("cli.fetch.uden_net", dato=_day(newest)), err=True)


def _day(day: date) -> str:
    return day.strftime("%d-%m-%Y")
