"""``clean``: delete what is older than a day, shown first and done only with ``--yes``.

What may go is found in ``batch.clean.look`` and let go in ``batch.clean.delete``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, counted
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import Day
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.batch.clean.found import Found, Item, Left

_MOST_LEFT = 30  # of what is nobody's business here; what needs a person is told whole


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("clean", cls=LoggedCommand, short_help=say("cli.clean.kort"), help=say("cli.clean.hjaelp"))
    @click.argument(
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar=say("cli.navn.mappe"),
    )
    @click.option(
        "--before", required=True, type=Day(), metavar=say("cli.navn.dato"), help=say("cli.valg.before")
    )
    @click.option("--yes", is_flag=True, help=say("cli.valg.yes"))
    def clean(folder: Path, before: date, yes: bool) -> int:
        return sweep(folder, before, yes=yes)

    return clean


def sweep(folder: Path, before: date, *, yes: bool = False) -> int:
    """Show what is too old, delete it if that is wanted, and give the exit code."""
    from xl_beregner.batch.clean.look import look

    _refuse(folder, before)
    found = look(folder, before)
    _show(found)
    if yes:
        found.left += _delete(found, folder)
    _tell_left(found.left)
    if found.younger:
        click.echo(say("cli.clean.nyere", antal=found.younger))
    if not yes:
        many = bool(found.items or found.runs)
        key = "cli.clean.ville" if many else "cli.clean.intet"
        click.echo(say(key, filer=counted("fil", len(found.items)), koersler=len(found.runs)))
    log = current_log()
    log.counts["left"] += len(found.left)
    log.counts["younger"] += found.younger
    return NEEDS_A_PERSON if found.needs_a_person else 0


def _refuse(folder: Path, before: date) -> None:
    """Refuse a day to come, and a place where nobody cleans up on purpose."""
    from xl_beregner.batch.refused import RefusedError

    if before > date.today():
        raise RefusedError("clean_fremtid", dato=before.isoformat())
    place = folder.resolve()
    if place in (Path.home().resolve(), Path(place.anchor)):
        raise RefusedError("clean_for_stort", sti=str(folder))


def _show(found: Found) -> None:
    for old in found.runs:
        facts = {"mappe": old.name or ".", "skoleaar": old.run.school_year, "skabelon": old.run.template}
        click.echo(say("cli.clean.koersel", filer=counted("fil", len(old.items)), **facts))
        _list(old.items)
    if found.loose:
        click.echo(say("cli.clean.loese", filer=counted("arbejdsbog", len(found.loose))))
        _list(found.loose)


def _list(items: Iterable[Item]) -> None:
    for item in items:
        known = {"made": "", "loose": item.school_year}
        mark = known[item.kind] if item.kind in known else say(f"cli.clean.slags.{item.kind}")
        click.echo(f"  {item.file} ({mark})" if mark else f"  {item.file}")


def _delete(found: Found, folder: Path) -> Sequence[Left]:
    from xl_beregner.batch.clean.delete import delete

    log, gone = current_log(), 0

    def told(item: Item) -> None:
        nonlocal gone
        gone += 1
        log.unit(item.unit, "deleted")

    left = delete(found, folder, told)
    click.echo(say("cli.clean.slettet", filer=counted("fil", gone)))
    return left


def _tell_left(left: Sequence[Left]) -> None:
    """Tell what stays and why: first, and in full, what a person must look at."""
    for one in [one for one in left if one.needs_a_person]:
        told = say("cli.clean.bliver", fil=one.file, grund=str(one.why))
        click.echo(say("cli.advarsel", besked=told), err=True)
    others = [one for one in left if not one.needs_a_person]
    for one in others[:_MOST_LEFT]:
        click.echo(say("cli.clean.bliver", fil=one.file, grund=str(one.why)))
    if len(others) > _MOST_LEFT:
        click.echo(say("cli.clean.flere_bliver", antal=len(others) - _MOST_LEFT))
