"""``demo``: the main job on the example dataset, and what to open first."""

from __future__ import annotations

import time
from pathlib import Path

import click

from xl_beregner.cli.fill import make_all, tell
from xl_beregner.cli.group import NEEDS_A_PERSON, Command
from xl_beregner.cli.options import new_folder
from xl_beregner.texts import say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("demo", cls=Command, short_help=say("cli.demo.kort"), help=say("cli.demo.hjaelp"))
    @click.option(
        "--out",
        type=new_folder(),
        default=Path("xl-beregner-demo"),
        show_default=True,
        metavar=say("cli.navn.mappe"),
        help=say("cli.valg.out"),
    )
    def demo(out: Path) -> int:
        from xl_beregner.batch import shelf

        started = time.perf_counter()
        summary = make_all(shelf.example_dataset(), shelf.EXAMPLE_TEMPLATE, shelf.EXAMPLE_YEAR, out)
        tell(summary)
        click.echo(say("cli.demo.tid", sekunder=time.perf_counter() - started))
        first = summary.first_workbook()
        if first is not None:
            click.echo(say("cli.demo.aabn", arbejdsbog=str(first), oversigt=str(summary.folder.overview)))
        return NEEDS_A_PERSON if summary.needs_a_person else 0

    return demo
