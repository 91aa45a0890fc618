"""``new``: an empty dataset to begin with, or an example to practise on. What they hold is in ``dataset``."""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import Command
from xl_beregner.texts import number, say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("new", cls=Command, short_help=say("cli.new.kort"), help=say("cli.new.hjaelp"))
    @click.argument("folder", type=click.Path(path_type=Path), metavar=say("cli.navn.mappe"))
    @click.option("--example", "as_example", is_flag=True, help=say("cli.new.eksempel"))
    def new(folder: Path, as_example: bool) -> None:
        if as_example:
            click.echo(_example(folder))
            return
        from xl_beregner.dataset import new_dataset

        click.echo(say("cli.new.lavet", sti=str(new_dataset(folder))))

    return new


def _example(folder: Path) -> str:
    """Write the synthetic municipality and tell what it is and what to do with it."""
    from xl_beregner.dataset.example import example

    made = example()
    made.write(folder)
    results = made.tables["elever"]
    return say(
        "cli.new.eksempel_lavet",
        sti=str(folder),
        skoler=len(made.tables["skoler"]),
        elever=number(results["elev_id"].nunique(), 0),
        raekker=number(len(results), 0),
        aar=f"{made.now}/{made.now + 1}",
    ).strip()
