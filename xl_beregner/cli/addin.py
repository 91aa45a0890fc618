"""``addin``: the functions in Excel and Calc: serve them, install them, find out what is wrong.

Each subcommand has a module of its own, loaded when it is asked for; a list of them loads none.
"""

from __future__ import annotations

import click

from xl_beregner.cli.group import LazyGroup, language_option
from xl_beregner.texts import say

COMMANDS = {
    "serve": "xl_beregner.cli.addin_serve",
    "manifest": "xl_beregner.cli.addin_manifest",
    "com": "xl_beregner.cli.addin_com",
    "calc": "xl_beregner.cli.addin_calc",
    "doctor": "xl_beregner.cli.addin_doctor",
}


class Addin(LazyGroup):
    """``xl-beregner addin``."""

    modules = COMMANDS
    words = "cli.addin"


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
