"""``addin calc``: the extension for LibreOffice Calc, and what to do with it.

What is in it stands in ``hosts.calc``.
"""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import Command
from xl_beregner.texts import say

FILE_NAME = "beregner.oxt"


def command() -> click.Command:
    """Build the subcommand in the language spoken now."""

    @click.command(
        "calc", cls=Command, short_help=say("cli.addin.calc.kort"), help=say("cli.addin.calc.hjaelp")
    )
    @click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=True),
        default=Path(FILE_NAME),
        show_default=True,
        metavar=say("cli.navn.fil"),
        help=say("cli.addin.calc.option_out"),
    )
    def calc(out: Path) -> None:
        import sys

        from xl_beregner.batch.refused import RefusedError
        from xl_beregner.batch.why import Why
        from xl_beregner.hosts.calc import extension

        place = out / FILE_NAME if out.is_dir() else out
        try:
            place.write_bytes(extension())
        except OSError as error:
            raise RefusedError("batch_kan_ikke_skrive", fil=str(place), grund=Why.of(error)) from error
        click.echo(say("cli.addin.calc.skrevet", fil=str(place)))
        click.echo(say("cli.addin.calc.derefter"))
        click.echo(say("cli.addin.calc.python", python=sys.executable))

    return calc
