"""``functions``: what a cell can ask for; with a name, how it is asked and what comes out.

What is told of one function is gathered in ``hosts.reference``; ``functions_reference`` writes the
same as a page.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.group import Command
from xl_beregner.hosts.groups import GROUPS, PREFIX, listed
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.hosts.reference import Card


def command() -> click.Command:
    """Build the command in the language spoken now."""
    text = say("cli.functions.kort")

    @click.command("functions", cls=Command, short_help=text, help=say("cli.functions.hjaelp"))
    @click.argument("name", required=False, metavar=say("cli.navn.funktion"))
    @click.pass_context
    def functions(ctx: click.Context, name: str | None) -> None:
        formatter = ctx.make_formatter()
        if name is None:
            _write_list(formatter)
        else:
            from xl_beregner.hosts.reference import card

            _write_card(formatter, card(_find(name)))
        click.echo(formatter.getvalue().rstrip("\n"))

    return functions


# --- On the screen -----------------------------------------------------------------------------
def _write_list(formatter: click.HelpFormatter) -> None:
    for heading, lines in listed():
        with formatter.section(heading):
            formatter.write_dl(lines)
    formatter.write_paragraph()
    formatter.write_text(say("cli.functions.videre"))


def _write_card(formatter: click.HelpFormatter, told: Card) -> None:
    formatter.write(f"={told.call}\n")
    formatter.write_paragraph()
    formatter.write_text(told.description)
    for part, lines in (("argumenter", told.arguments), ("fejl", told.errors)):
        if part == "fejl":
            with formatter.section(say("cli.functions.del.svar")):
                formatter.write_text(told.answer)
                for column in told.columns:
                    formatter.write_text(f"- {column}")
            with formatter.section(say("cli.functions.del.eksempel")):
                formatter.write_text(told.example)
        with formatter.section(say(f"cli.functions.del.{part}")):
            formatter.write_dl(lines)


def _find(typed: str) -> str:
    """Find a function by what someone typed; suggest the nearest where there is none."""
    from xl_beregner.batch.refused import RefusedError

    known = [name for names in GROUPS.values() for name in names]
    plain = typed.strip().lstrip("=").upper().removeprefix(PREFIX)
    plain = plain.replace("Æ", "AE").replace("Ø", "OE").replace("Å", "AA")
    if plain in known:
        return plain
    near = [PREFIX + name for name in get_close_matches(plain, known, n=2)]
    if near:
        raise RefusedError("cli_funktion_mente_du", navn=typed, forslag=near)
    raise RefusedError("cli_funktion_ukendt", navn=typed)
