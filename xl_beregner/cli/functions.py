"""``functions``: what a cell can ask for; with a name, how it is asked and what comes out.

What is told of one function is gathered here as a ``Card``; ``functions_reference`` writes the same as
a page. Words come from ``texts``, the arguments from ``catalog``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from xl_beregner.cli.group import Command
from xl_beregner.texts import blanks, say

if TYPE_CHECKING:
    from xl_beregner.catalog import Parameter, UdfSpec

PREFIX = "BEREGNER_"  # the catalogue's own, which would load numpy

# Named here so that a list of them needs no statistics loaded; a test holds it against ``specs()``.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "measurement": (
        "KONTROL", "OMSAET", "FREMGANG", "SANDSCORE", "REGRESSIONMODMIDDEL", "LUSFREMGANG", "LUSFORDELING",
        "KOBLING", "ENIGHED",
    ),
    "growth": ("MODEL", "PROGRESSION", "PROGRESSIONSINDEKS", "FREMSKRIVNING", "MAALPERCENTIL", "ELEVCHANCE"),
    "schools": (
        "SKOLEPROGRESSION", "BASELINE", "UDJAEVN", "VARIANSDELE", "EGENREFERENCE", "LIGNENDESKOLER",
    ),
    "targets": ("MAAL", "MAALEKSPERT", "MAALCHANCE", "ANDELCHANCE", "STATUS", "KALIBRERING"),
    "tools": ("FORKLAR", "SKJUL", "RESSOURCER"),
}  # fmt: skip

# What Excel shows for each kind of error, by the name measures' docstrings give it.
_CODES = {
    "MissingValueError": "mangler",
    "CellTypeError": "vaerdi",
    "ShapeError": "form",
    "ValueRangeError": "umulig",
    "UnknownFunctionError": "navn",
}


@dataclass(frozen=True, slots=True)
class Card:
    """All that is told of one function, in the language spoken now."""

    name: str
    call: str
    description: str
    arguments: tuple[tuple[str, str], ...]
    answer: str
    columns: tuple[str, ...]
    example: str
    errors: tuple[tuple[str, str], ...]


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
            _write_card(formatter, card(_find(name)))
        click.echo(formatter.getvalue().rstrip("\n"))

    return functions


def listed() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Give each group's heading, and its functions with a line each."""
    for group, names in GROUPS.items():
        lines = [(name, first_sentence(say(f"funktion.{name}.beskrivelse"))) for name in names]
        yield say(f"cli.functions.gruppe.{group}"), lines


def first_sentence(text: str) -> str:
    """Cut a description to its first sentence."""
    return re.split(r"(?<=[.!?]) (?=[A-ZÆØÅÄÖ])", text, maxsplit=1)[0]


def card(name: str) -> Card:
    """Gather what is told of a function."""
    import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
    from xl_beregner.catalog import specs

    spec = specs()[name]
    own = f"funktion.{name}"
    return Card(
        name=spec.excel_name,
        call=_call(spec),
        description=say(f"{own}.beskrivelse"),
        arguments=tuple((_named(spec, parameter), _helped(spec, parameter)) for parameter in spec.parameters),
        answer=say(f"cli.functions.svar.{spec.each.value}"),
        columns=tuple(_columns(spec)),
        example=say(f"{own}.eksempel"),
        errors=tuple(_errors(spec)),
    )


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


# --- One function ------------------------------------------------------------------------------
def _call(spec: UdfSpec) -> str:
    names = (_named(spec, p) if p.required else f"[{_named(spec, p)}]" for p in spec.parameters)
    return f"{spec.excel_name}({'; '.join(names)})"


def _named(spec: UdfSpec, parameter: Parameter) -> str:
    return say(f"funktion.{spec.name}.argument.{parameter.name}.navn")


def _helped(spec: UdfSpec, parameter: Parameter) -> str:
    """Tell an argument's help, the words or headings it takes, and whether it may be left out."""
    from xl_beregner.catalog import Kind

    told = [say(f"funktion.{spec.name}.argument.{parameter.name}.hjaelp")]
    options = parameter.options if parameter.kind is Kind.CHOICE else ()
    words = [say(f"valg.{word}").partition("|")[0] for word in options]
    if not all(re.search(rf"\b{re.escape(word)}\b", told[0]) for word in words):
        told.append(say("cli.functions.et_af", ord=words))
    if parameter.kind is Kind.TABLE:
        headings = [say(f"overskrift.{key}").partition("|")[0] for key in parameter.options]
        told.append(say("cli.functions.kolonner", ord=headings))
    if not parameter.required:
        told.append(say("cli.functions.kan_udelades"))
    return " ".join(told)


def _columns(spec: UdfSpec) -> Iterator[str]:
    from xl_beregner.catalog import Kind

    names = [say(f"funktion.{spec.name}.kolonne.{name}") for name, _ in spec.returns]
    if spec.value_or_words:
        yield say("cli.functions.eller", foerste=names[0], anden=names[1])
        return
    for told, (_, kind) in zip(names, spec.returns, strict=True):
        yield say("cli.functions.flere", kolonne=told) if kind is Kind.COLUMNS else told


def _errors(spec: UdfSpec) -> Iterator[tuple[str, str]]:
    """Tell in plain words which errors a cell may show: the docstring says which, texts say why."""
    from xl_beregner.hosts.arguments import may_be_blank

    raised = (spec.function.__doc__ or "").partition("Raises\n")[2].partition("Notes\n")[0]
    must = [_named(spec, p) for p in spec.parameters if p.required and not may_be_blank(spec, p)]
    for error, word in _CODES.items():
        # Whatever the function itself does: every argument is read before it is asked.
        if error in raised or word in ("mangler", "vaerdi"):
            key = f"cli.functions.fejl.{word}"
            facts: dict[str, Any] = {"argumenter": must} if blanks(key) else {}
            yield say(f"cli.functions.kode.{word}"), say(key, **facts)
