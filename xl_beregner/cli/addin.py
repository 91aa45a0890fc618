"""``addin``: the functions in Excel and Calc: serve them, install them, find out what is wrong.

Each subcommand has a module of its own, loaded when it is asked for; a list of them loads none.
"""

from __future__ import annotations

from importlib import import_module

import click

from xl_beregner.cli.group import language_option
from xl_beregner.texts import say

COMMANDS = {
    "serve": "xl_beregner.cli.addin_serve",
    "manifest": "xl_beregner.cli.addin_manifest",
    "com": "xl_beregner.cli.addin_com",
    "calc": "xl_beregner.cli.addin_calc",
    "doctor": "xl_beregner.cli.addin_doctor",
}


class Addin(click.Group):
    """``xl-beregner addin``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the subcommands, in the order they are needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one subcommand."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands from texts alone."""
        with formatter.section(say("cli.kommandoer")):
            formatter.write_dl([(name, say(f"cli.addin.{name}.kort")) for name in COMMANDS])


def command() -> click.Command:
    """Build the group in the language spoken now."""
    addin = Addin(
        "addin",
        short_help=say("cli.addin.kort"),
        help=say("cli.addin.hjaelp"),
        options_metavar=say("cli.navn.valg"),
        subcommand_metavar=say("cli.navn.kommando"),
        no_args_is_help=True,
    )
    addin.params.append(language_option())
    return addin
