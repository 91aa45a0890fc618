"""``norms``: fit growth norms and linkings on a dataset's pupils, into one workbook.

What is fitted is in ``fields.norm_run``, the workbook in ``batch.books.norms_book``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, counted
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import SchoolYear, existing
from xl_beregner.texts import say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("norms", cls=LoggedCommand, short_help=say("cli.norms.kort"), help=say("cli.norms.hjaelp"))
    @click.argument("dataset", type=existing(), metavar=say("cli.navn.datasaet"))
    @click.option(
        "--out",
        required=True,
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FIL.xlsx",
        help=say("cli.valg.norms_out"),
    )
    @click.option("--year", type=SchoolYear(), metavar="2026/2027", help=say("cli.valg.norms_year"))
    def norms(dataset: Path, out: Path, year: str | None) -> int:
        return make(dataset, out, year)

    return norms


def make(dataset: Path, out: Path, year: str | None = None) -> int:
    """Fit all there is, write the workbook, say what came of it and give the exit code."""
    from xl_beregner.batch.books.norms_book import norms_book
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.cells import parse_school_year
    from xl_beregner.cli.progress import shown_progress
    from xl_beregner.dataset import load_dataset
    from xl_beregner.fields.norm_run import norm_run
    from xl_beregner.filling.output import write_whole

    if out.suffix.lower() != ".xlsx":
        raise RefusedError("cli_norms_fil", fundet=out.name)
    loaded = load_dataset(dataset)
    with shown_progress("norms") as progress:
        run = norm_run(loaded, parse_school_year(year) if year else None, told=progress)
    write_whole(norms_book(run), out)
    log = current_log()
    log.event("fitted", errors=loaded.faults)
    given = {"normer": counted("norm", len(run.fitted)), "koblinger": counted("kobling", len(run.linked))}
    refused = sum(fit.norm is None for fit in run.norms) + len(run.links) - len(run.linked)
    log.counts += Counter(norms=len(run.fitted), links=len(run.linked), refused=refused)
    click.echo(say("cli.norms.antal", afvist=refused, **given))
    click.echo(say("cli.norms.sted", sti=str(out)))
    click.echo(say("cli.norms.brug" if run.fitted else "cli.norms.ingen"))
    return 0 if run.fitted else NEEDS_A_PERSON
