"""``new``: an empty dataset to begin with. What it holds is in ``dataset``."""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import Command
from xl_beregner.texts import say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("new", cls=Command, short_help=say("cli.new.kort"), help=say("cli.new.hjaelp"))
    @click.argument("folder", type=click.Path(path_type=Path), metavar=say("cli.navn.mappe"))
    def new(folder: Path) -> None:
        from xl_beregner.dataset import new_dataset

        click.echo(say("cli.new.lavet", sti=str(new_dataset(folder))))

    return new
