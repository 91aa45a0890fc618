"""``templates``: what lies on the shelf, what one asks for, a copy to make one's own, the fields there are.

The shelf is in ``batch.shelf``, reading a template in ``filling``, the workbook of fields in
``batch.books.fields_book``.
"""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import Command, language_option
from xl_beregner.texts import language, say

KINDS = ("skole", "klasse", "kommune")


def command() -> click.Command:
    """Build the group in the language spoken now; alone it lists the shelf."""

    @click.group(
        "templates",
        invoke_without_command=True,
        short_help=say("cli.templates.kort"),
        help=say("cli.templates.hjaelp"),
        options_metavar=say("cli.navn.valg"),
        subcommand_metavar=say("cli.navn.kommando"),
    )
    @click.pass_context
    def templates(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            _list()

    templates.params.append(language_option())
    for build in (_list_command, _show_command, _copy_command, _fields_command):
        templates.add_command(build())
    return templates


def _list_command() -> click.Command:
    text = say("cli.templates.list.kort")
    return Command("list", callback=_list, short_help=text, help=text)


def _show_command() -> click.Command:
    text = say("cli.templates.show.kort")

    @click.command("show", cls=Command, short_help=text, help=text)
    @click.argument("name", metavar=say("cli.navn.skabelon"))
    def show(name: str) -> None:
        from xl_beregner.batch.card import read_card
        from xl_beregner.batch.label import read_label
        from xl_beregner.batch.shelf import find_template
        from xl_beregner.cli import asked

        shelved = find_template(name, language())
        card, _ = read_card(shelved)
        label = read_label(shelved.path)
        click.echo(say("cli.templates.vis", navn=card.name, version=card.version or "–", sprog=card.language))
        if label.title:
            click.echo(". ".join(part for part in (label.title, label.subject) if part) + ".")
        click.echo(say(f"cli.templates.til.{card.kind}"))
        click.echo(str(shelved.path))
        if read := asked.read_asked(shelved.path):
            click.echo(asked.sentence(read[0]))
            for line in asked.lines(*read):
                click.echo(line)

    return show


def _copy_command() -> click.Command:
    text = say("cli.templates.copy.kort")

    @click.command("copy", cls=Command, short_help=text, help=text)
    @click.argument("name", metavar=say("cli.navn.skabelon"))
    @click.argument("target", type=click.Path(path_type=Path), required=False, metavar=say("cli.navn.fil"))
    def copy(name: str, target: Path | None) -> None:
        from xl_beregner.batch.shelf import find_template

        source = find_template(name, language()).path
        place = target or Path(source.name)
        place = place / source.name if place.is_dir() else place
        _write(place, source.read_bytes())
        click.echo(say("cli.templates.kopieret", sti=str(place)))
        click.echo(say("cli.templates.saa", sti=str(place)))

    return copy


def _fields_command() -> click.Command:
    text = say("cli.templates.fields.kort")

    @click.command("fields", cls=Command, short_help=text, help=say("cli.templates.fields.hjaelp"))
    @click.option(
        "--out",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("felter.xlsx"),
        show_default=True,
        metavar=say("cli.navn.fil"),
        help=say("cli.valg.fields_out"),
    )
    @click.option("--kind", type=click.Choice(KINDS), help=say("cli.valg.kind"))
    def fields(out: Path, kind: str | None) -> None:
        from xl_beregner.batch.books.fields_book import fields_book

        _write(out, fields_book((kind,) if kind else KINDS))
        click.echo(say("cli.templates.fields.lavet", sti=str(out)))

    return fields


def _write(place: Path, data: bytes) -> None:
    """Write a new file, never over one someone has worked on."""
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.batch.why import Why

    try:
        with open(place, "xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise RefusedError("cli_findes_allerede", fil=str(place)) from error
    except OSError as error:
        raise RefusedError("batch_kan_ikke_skrive", fil=str(place), grund=Why.of(error)) from error


def _list() -> None:
    from xl_beregner.batch import shelf
    from xl_beregner.batch.label import read_label

    head = ("navn", "sprog", "til", "version", "hvad")
    rows = [tuple(say(f"cli.templates.kolonne.{key}") for key in head)]
    for shelved in shelf.templates():
        label = read_label(shelved.path)
        what = ": ".join(part for part in (label.title, label.subject) if part)
        kind = say(f"cli.templates.enhed.{label.kind}")
        rows.append((shelved.name, shelved.language, kind, label.version, what))
    widths = [max(len(row[at]) for row in rows) for at in range(len(head) - 1)]
    for row in rows:
        told = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        click.echo(f"{told}  {row[-1]}".rstrip())
