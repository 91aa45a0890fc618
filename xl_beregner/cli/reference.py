"""``docs/cli.md`` from the commands themselves: ``python -m xl_beregner.cli.reference > docs/cli.md``.

A test compares the two. The commands are in the modules named in ``group.COMMANDS``.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from xl_beregner.cli.group import COMMANDS, program
from xl_beregner.cli.language import speak
from xl_beregner.texts import say

_WIDTH = 96


def markdown() -> str:
    """Write the help of every command, in Danish."""
    speak("da")
    parts = [say("cli.reference")]
    for path, command in _commands():
        context = click.Context(command, info_name=path, terminal_width=_WIDTH, help_option_names=["--help"])
        parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _commands() -> Iterator[tuple[str, click.Command]]:
    whole = program()
    whole.prepare()
    yield "xl-beregner", whole
    context = click.Context(whole)
    for name in COMMANDS:
        command = whole.get_command(context, name)
        assert command is not None
        yield f"xl-beregner {name}", command
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                inner = command.get_command(context, below)
                assert inner is not None
                yield f"xl-beregner {name} {below}", inner


if __name__ == "__main__":
    click.echo(markdown(), nl=False)
