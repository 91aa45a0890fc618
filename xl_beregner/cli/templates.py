"""``templates``: what lies on the shelf, what one asks for, and a copy to make one's own.

The shelf is in ``batch.shelf``, reading a template in ``filling``.
"""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.cli.group import Command, language_option
from xl_beregner.texts import language, say


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
    for build in (_list_command, _show_command, _copy_command):
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
        from xl_beregner.batch.shelf import find_template

        shelved = find_template(name, language())
        card, template = read_card(shelved)
        click.echo(say("cli.templates.vis", navn=card.name, version=card.version or "–", sprog=card.language))
        click.echo(str(shelved.path))
        for slot in template.slots:
            click.echo(f"  {slot.name}  {slot.sheet}!{slot.cell}")

    return show


def _copy_command() -> click.Command:
    text = say("cli.templates.copy.kort")

    @click.command("copy", cls=Command, short_help=text, help=text)
    @click.argument("name", metavar=say("cli.navn.skabelon"))
    @click.argument("target", type=click.Path(path_type=Path), required=False, metavar=say("cli.navn.fil"))
    def copy(name: str, target: Path | None) -> None:
        from xl_beregner.batch.refused import RefusedError
        from xl_beregner.batch.shelf import find_template
        from xl_beregner.batch.why import Why

        source = find_template(name, language()).path
        place = target or Path(source.name)
        place = place / source.name if place.is_dir() else place
        try:
            with open(place, "xb") as file:  # never over a template someone has worked on
                file.write(source.read_bytes())
        except FileExistsError as error:
            raise RefusedError("cli_findes_allerede", fil=str(place)) from error
        except OSError as error:
            raise RefusedError("batch_kan_ikke_skrive", fil=str(place), grund=Why.of(error)) from error
        click.echo(say("cli.templates.kopieret", sti=str(place)))

    return copy


def _list() -> None:
    from xl_beregner.batch import shelf

    for shelved in shelf.templates():
        click.echo(f"{shelved.name}  ({shelved.language})")
