"""``docs/functions.md`` from the catalogue, by ``python -m xl_beregner.cli.functions_reference``.

A test compares the two. What is told of a function is gathered in ``hosts.reference``.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from xl_beregner.cli.language import speak
from xl_beregner.hosts.groups import listed
from xl_beregner.hosts.reference import Card, card
from xl_beregner.texts import say


def markdown() -> str:
    """Write the page of all functions, in Danish."""
    speak("da")
    parts = [say("cli.functions.side")]
    for heading, lines in listed():
        parts.append(f"## {heading}\n")
        parts.append("\n".join(f"- [`{name}`](#{_anchor(name)}): {line}" for name, line in lines) + "\n")
        parts += ["\n".join(_section(card(name))) for name, _ in lines]
    return "\n".join(parts)


def _anchor(name: str) -> str:
    return f"beregner_{name.lower()}"


def _section(told: Card) -> Iterator[str]:
    yield f"### {told.name}\n"
    yield f"{told.description}\n"
    yield f"```text\n={told.call}\n```\n"
    yield f"| {say('cli.functions.del.argument')} | |\n|---|---|"
    yield from (f"| {name} | {help_} |" for name, help_ in told.arguments)
    yield f"\n**{say('cli.functions.del.svar')}.** {told.answer} {', '.join(told.columns)}.\n"
    yield f"**{say('cli.functions.del.eksempel')}.** `{told.example}`\n"
    yield f"**{say('cli.functions.del.fejl')}.**\n"
    yield from (f"- `{code}` {why}" for code, why in told.errors)
    yield ""


if __name__ == "__main__":
    click.echo(markdown(), nl=False)
