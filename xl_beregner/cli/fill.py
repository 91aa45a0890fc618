"""``fill``: a workbook for every school, class or pupil; ``make_all`` is shared with ``demo``.

How a run goes is in ``batch.run``.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, counted
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import EDITIONS, FUNCTIONS, Count, UnitNumber, existing, new_folder, year_option
from xl_beregner.texts import language, say

if TYPE_CHECKING:
    from xl_beregner.batch.refill.previous import Previous, Wanted
    from xl_beregner.batch.summary import Summary
    from xl_beregner.filling.functions_forms import Kind

# A municipality's pupils are thousands: the overview names them all.
_MOST_NAMED = 100


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("fill", cls=LoggedCommand, short_help=say("cli.fill.kort"), help=say("cli.fill.hjaelp"))
    @click.argument("dataset", type=existing(), metavar=say("cli.navn.datasaet"))
    @click.option(
        "--template", required=True, metavar=say("cli.navn.skabelon"), help=say("cli.valg.template")
    )
    @year_option()
    @click.option(
        "--out", required=True, type=new_folder(), metavar=say("cli.navn.mappe"), help=say("cli.valg.out")
    )
    @click.option(
        "--unit",
        "units",
        multiple=True,
        type=UnitNumber(),
        metavar=say("cli.navn.nr"),
        help=say("cli.valg.unit"),
    )
    @click.option("--jobs", type=Count(), metavar=say("cli.navn.antal"), help=say("cli.valg.jobs"))
    @click.option("--edition", type=click.Choice(EDITIONS), help=say("cli.valg.edition"))
    @click.option(
        "--functions",
        type=click.Choice(FUNCTIONS),
        default=FUNCTIONS[0],
        show_default=True,
        help=say("cli.valg.functions"),
    )
    @click.option(
        "--previous",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar=say("cli.navn.mappe"),
        help=say("cli.valg.previous"),
    )
    @click.option("--pdf", is_flag=True, help=say("cli.valg.pdf"))
    @click.option("--force", is_flag=True, help=say("cli.valg.force"))
    def fill(out: Path, **asked: Any) -> int:
        summary = make_all(out=out, **asked)
        tell(summary)
        return NEEDS_A_PERSON if summary.needs_a_person else 0

    return fill


def make_all(
    dataset: Path,
    template: str,
    year: str,
    out: Path,
    *,
    units: tuple[str, ...] = (),
    jobs: int | None = None,
    edition: str | None = None,
    functions: Kind = "native",
    pdf: bool = False,
    force: bool = False,
    previous: tuple[Path, ...] = (),
) -> Summary:
    """Plan a run and carry it out."""
    from xl_beregner.batch.pool import cores, warm_up
    from xl_beregner.batch.shelf import find_template

    if out.resolve() == dataset.resolve():
        from xl_beregner.batch.refused import RefusedError

        raise RefusedError("batch_mappe_er_datasaet", sti=str(out))
    if pdf:
        from xl_beregner.batch.office import find_office

        find_office()  # before anything is read: without it nothing can be made
    shelved = find_template(template, language(), functions)
    if (cores() > 1 and not units) if jobs is None else jobs > 1:
        warm_up(shelved.path)
    from xl_beregner.batch.plan import plan_run
    from xl_beregner.batch.run import fill_all
    from xl_beregner.cli.progress import shown_progress

    read = partial(_read_previous, previous, out, jobs) if previous else None
    plan, warnings = plan_run(dataset, shelved, year, edition, units, functions, pdf=pdf, previous=read)
    for warning in warnings:
        click.echo(say("cli.advarsel", besked=str(warning)), err=True)
    log = current_log()
    log.event("planned", counts={"units": len(plan.units)}, errors=[*warnings, *plan.left_out])
    with shown_progress() as progress:
        summary = fill_all(plan, out, jobs=jobs, force=force, progress=progress, watch=log.unit)
    if problems := [error for error in (summary.overview_error, summary.stopped) if error]:
        log.event("problem", errors=problems)
    log.counts += Counter(
        gone=len(summary.gone),
        old_names=len(summary.old_names),
        set_aside=len(summary.set_aside),
        carried=summary.carried,
    )
    return summary


def _read_previous(folders: tuple[Path, ...], out: Path, jobs: int | None, wanted: Wanted) -> Previous:
    """Read the earlier workbooks, and show how far that is."""
    from xl_beregner.batch.refill.previous import read_previous
    from xl_beregner.cli.progress import shown_progress

    with shown_progress("refill") as progress:
        return read_previous(folders, out, wanted, jobs=jobs, progress=progress)


def tell(summary: Summary) -> None:
    """Say what a run did: first what needs a person, each by name, then the count and the places."""
    from xl_beregner.batch.summary import reason

    for one in summary.unmade[:_MOST_NAMED]:
        told = say(
            "fejl.batch_enhed_ikke_lavet", enhed=one.unit.number, navn=one.unit.name, grund=reason(one.error)
        )
        click.echo(say("cli.fejl", besked=told), err=True)
        if one.trace:
            click.echo(one.trace, err=True)
    if len(summary.unmade) > _MOST_NAMED:
        click.echo(say("cli.fill.flere_mangler", antal=len(summary.unmade) - _MOST_NAMED), err=True)
    for record in summary.gone:
        click.echo(say("cli.advarsel", besked=say("cli.fill.udgaaet", fil=record.file)), err=True)
    for name in summary.old_names:
        click.echo(say("cli.advarsel", besked=say("cli.fill.gammelt_navn", fil=name)), err=True)
    for name, kept_as in summary.set_aside.items():
        told = say("cli.fill.sat_til_side", fil=name, sti=str(kept_as))
        click.echo(say("cli.advarsel", besked=told), err=True)
    for fault in summary.left_out[:_MOST_NAMED]:
        click.echo(say("cli.advarsel", besked=str(fault)), err=True)
    if summary.kept_beside:
        click.echo(say("cli.refill.gemt_ved_siden", filer=counted("fil", len(summary.kept_beside))))
    for error in (summary.overview_error, summary.stopped):
        if error:
            click.echo(say("cli.fejl", besked=str(error)), err=True)
    _tell_counts(summary)


def _tell_counts(summary: Summary) -> None:
    remarked = sum(1 for record in summary.records.values() if record.warnings)
    made, kept = len(summary.made), len(summary.kept)
    click.echo(say("cli.fill.antal", lavet=made, uroert=kept, mangler=summary.asked - made - kept))
    if summary.carried:
        click.echo(say("cli.refill.med_over", arbejdsboeger=counted("arbejdsbog", summary.carried)))
    if remarked:
        click.echo(say("cli.fill.bemaerkninger", arbejdsboeger=counted("arbejdsbog", remarked)))
    click.echo(say("cli.fill.mappe", sti=str(summary.folder.units)))
    click.echo(say("cli.fill.oversigt", sti=str(summary.folder.overview)))
    if summary.calendar:
        click.echo(say("cli.fill.kalender", sti=str(summary.calendar)))
