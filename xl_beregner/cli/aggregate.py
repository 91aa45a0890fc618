"""``aggregate``: from groups and schools to a municipality's workbook, with the committee's page in front.

How it is made is ``batch.aggregate``'s matter.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, counted
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import existing, year_option
from xl_beregner.texts import language, say

if TYPE_CHECKING:
    from xl_beregner.batch.aggregate import Aggregated

TEMPLATE = "kommuneoverblik"
# The pupils' own edition is no municipality's.
_EDITIONS = ("fortrolig", "bestyrelse", "offentlig")
_SAFE = "bestyrelse"  # what is sent on by mistake must not hold test results or the schools' words


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command(
        "aggregate", cls=LoggedCommand, short_help=say("cli.aggregate.kort"), help=say("cli.aggregate.hjaelp")
    )
    @click.argument("dataset", type=existing(), metavar=say("cli.navn.datasaet"))
    @year_option()
    @click.option(
        "--out",
        required=True,
        type=click.Path(path_type=Path),
        metavar=say("cli.aggregate.fil"),
        help=say("cli.valg.aggregate_out"),
    )
    @click.option(
        "--edition",
        type=click.Choice(_EDITIONS),
        default=_SAFE,
        show_default=True,
        help=say("cli.valg.aggregate_edition"),
    )
    @click.option(
        "--agreements",
        multiple=True,
        type=existing(),
        metavar=say("cli.aggregate.sti"),
        help=say("cli.valg.aggregate_agreements"),
    )
    @click.option(
        "--template",
        default=TEMPLATE,
        show_default=True,
        metavar=say("cli.aggregate.skabelon"),
        help=say("cli.valg.aggregate_template"),
    )
    def aggregate(
        dataset: Path, year: str, out: Path, edition: str, agreements: tuple[Path, ...], template: str
    ) -> int:
        return make(dataset, year, out, edition, agreements, template)

    return aggregate


def make(
    dataset: Path,
    year: str,
    out: Path,
    edition: str = _SAFE,
    agreements: tuple[Path, ...] = (),
    template: str = TEMPLATE,
) -> int:
    """Make the workbook, say what came of it and give the exit code."""
    from xl_beregner.batch.aggregate import aggregate
    from xl_beregner.batch.shelf import find_template
    from xl_beregner.cli.progress import shown_progress

    shelved = find_template(template, language())
    with shown_progress("aggregate") as progress:
        made = aggregate(dataset, shelved, year, edition, out, agreements, progress)
    log = current_log()
    log.event("made", errors=(*made.warnings, *made.unplaced))
    log.counts += Counter(themes=len(made.themes), answers=made.carried, earlier=made.archived)
    tell(made, edition)
    return NEEDS_A_PERSON if made.needs_a_person else 0


def tell(made: Aggregated, edition: str) -> None:
    """Say what was made: first what a person should know, then what is in it and where it lies."""
    for warning in made.warnings:
        click.echo(say("cli.advarsel", besked=str(warning)), err=True)
    click.echo(_contents(made))
    if made.left_out:
        click.echo(say("cli.aggregate.udeladt", ark=", ".join(made.left_out)))
    click.echo(say(f"cli.aggregate.udgave.{edition}"))
    if made.carried:
        click.echo(say("cli.aggregate.svar", antal=made.carried))
    if made.archived:
        click.echo(say("cli.aggregate.tidligere", antal=made.archived))
    if made.kept is not None:
        click.echo(say("cli.aggregate.gemt", sti=str(made.kept)))
    click.echo(say("cli.aggregate.sted", sti=str(made.path)))


def _contents(made: Aggregated) -> str:
    """Say what the workbook holds: its page and a sheet for each pejlemærke, if it has them."""
    if not made.themes:
        return say("cli.aggregate.en_side", skabelon=made.template)
    facts = {"pejlemaerker": counted("pejlemaerke", len(made.themes)), "navne": ", ".join(made.themes)}
    if made.template == TEMPLATE:
        return say("cli.aggregate.antal", **facts)
    return say("cli.aggregate.antal_skabelon", skabelon=made.template, **facts)
