"""The group of all commands: knows their names, loads one when it is asked for, shows our errors.

The commands themselves are in the modules named in ``COMMANDS``; each has ``command()``, called
once the language is known.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, ClassVar

import click

import xl_beregner
from xl_beregner.cli.language import choose_language, speak
from xl_beregner.errors import BeregnerError, FaultsError
from xl_beregner.texts import LANGUAGES, say

NEEDS_A_PERSON = 1
WRONG_USE = 2

COMMANDS = {
    "demo": "xl_beregner.cli.demo",
    "new": "xl_beregner.cli.new",
    "fetch": "xl_beregner.cli.fetch",
    "fill": "xl_beregner.cli.fill",
    "check": "xl_beregner.cli.check",
    "collect": "xl_beregner.cli.collect",
    "evaluate": "xl_beregner.cli.evaluate",
    "verify": "xl_beregner.cli.verify",
    "clean": "xl_beregner.cli.clean",
    "aggregate": "xl_beregner.cli.aggregate",
    "norms": "xl_beregner.cli.norms",
    "templates": "xl_beregner.cli.templates",
    "functions": "xl_beregner.cli.functions",
    "addin": "xl_beregner.cli.addin",
}


class Command(click.Command):
    """A command that also takes ``--lang`` after its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options_metavar = say("cli.navn.valg")
        self.params.append(language_option())


class LazyGroup(click.Group):
    """A group that knows its commands by the modules they live in, and loads one when it is asked for."""

    modules: ClassVar[Mapping[str, str]]
    words = "cli"  # where the texts of its commands stand

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order a new user needs them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self.modules:
            return None
        command: click.Command = import_module(self.modules[cmd_name]).command()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from texts alone: importing them all would cost what laziness saves."""
        with formatter.section(say("cli.kommandoer")):
            formatter.write_dl([(name, say(f"{self.words}.{name}.kort")) for name in self.modules])


class Program(LazyGroup):
    """``xl-beregner``."""

    modules = COMMANDS

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        """Choose the language before click reads a word."""
        arguments = list(sys.argv[1:] if args is None else args)
        speak(choose_language(arguments, os.environ))
        self.prepare()
        return super().main(arguments, *rest, **settings)

    def prepare(self) -> None:
        """Give the group its own words, in the language spoken now."""
        self.help = say("cli.hjaelp")
        self.params = [language_option(), _version_option()]
        self.options_metavar = say("cli.navn.valg")
        self.subcommand_metavar = say("cli.navn.kommando")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; where there is none, suggest one (click looks among loaded ones only)."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if getattr(error, "command_name", ""):
                setattr(error, "possibilities", get_close_matches(args[0], COMMANDS))  # noqa: B010
            raise

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; show what was raised on purpose, and leave a bug its traceback."""
        try:
            code = super().invoke(ctx)
        except BeregnerError as error:
            show_error(error)
            code = WRONG_USE if _is_refused(error) else NEEDS_A_PERSON
        ctx.exit(code if isinstance(code, int) else 0)


def program() -> Program:
    """Build the program."""
    return Program(name="xl-beregner", no_args_is_help=True, context_settings=_context())


def counted(what: str, count: int) -> str:
    """Say how many there are of something, with the word for one or for several."""
    return say(f"cli.tal.{what}.{'en' if count == 1 else 'flere'}", antal=count)


def show_error(error: BeregnerError) -> None:
    """Show an error, a line per fault."""
    sentences = [str(fault) for fault in error.faults] if isinstance(error, FaultsError) else [str(error)]
    for sentence in sentences:
        click.echo(say("cli.fejl", besked=sentence), err=True)


def _is_refused(error: BeregnerError) -> bool:
    from xl_beregner.batch.refused import RefusedError

    return isinstance(error, RefusedError)


def language_option() -> click.Option:
    """``--lang``: already obeyed by ``Program.main``; here it is checked and shown in the help."""
    return click.Option(
        ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=say("cli.valg.lang")
    )


def _version_option() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(f"xl-beregner {xl_beregner.__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=say("cli.valg.version"),
    )


def _context() -> MutableMapping[str, Any]:
    return {"help_option_names": ["--help", "-h"], "max_content_width": 100}
