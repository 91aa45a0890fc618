"""``verify``: prove an output folder against its manifest. The proof is in ``batch.verify``."""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, Command, counted
from xl_beregner.texts import say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("verify", cls=Command, short_help=say("cli.verify.kort"), help=say("cli.verify.hjaelp"))
    @click.argument(
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar=say("cli.navn.mappe"),
    )
    def verify(folder: Path) -> int:
        return prove(folder)

    return verify


def prove(folder: Path) -> int:
    """Show what differs from the manifest, and give the exit code."""
    from xl_beregner.batch.verify import verify_folder

    moved: list[Path] = []
    proven, faults = verify_folder(folder, moved)
    for fault in faults:
        click.echo(say("cli.fejl", besked=str(fault)))
    click.echo(say("cli.verify.antal", filer=counted("fil", proven), fejl=len(faults)))
    if moved:
        click.echo(say("cli.verify.flyttet", filer=counted("fil", len(moved))))
    return NEEDS_A_PERSON if faults else 0
