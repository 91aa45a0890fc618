"""``collect``: read the workbooks that came back, and write what is in them.

How they are read and checked is in ``batch.collect``, the workbook "Samlet" in ``batch.books``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xl_beregner.cli.group import NEEDS_A_PERSON
from xl_beregner.cli.logged import LoggedCommand, current_log
from xl_beregner.cli.options import Count
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.batch.collect.collected import Change, Collected, Home, NotHome, Value

_MOST_LINES = 60  # on the screen; the workbook has them all
_MOST_CELLS = 6
_EACH_BY_ITSELF = 5  # as many that did not come have a line each; more stand together in one
_MOST_NAMES = 12
_STATUS = {"besvaret": "answered", "mangelfuld": "incomplete", "ikke_udfyldt": "blank"}


def command() -> click.Command:
    """Build the command in the language spoken now."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)

    @click.command(
        "collect", cls=LoggedCommand, short_help=say("cli.collect.kort"), help=say("cli.collect.hjaelp")
    )
    @click.argument("folder", type=folder, metavar=say("cli.navn.mappe"))
    @click.option(
        "--sent", required=True, type=folder, metavar=say("cli.navn.mappe"), help=say("cli.valg.sent")
    )
    @click.option(
        "--out",
        required=True,
        type=click.Path(dir_okay=False, path_type=Path),
        metavar=say("cli.navn.fil_xlsx"),
        help=say("cli.valg.collect_out"),
    )
    @click.option("--jobs", type=Count(), metavar=say("cli.navn.antal"), help=say("cli.valg.jobs"))
    def collect(folder: Path, sent: Path, out: Path, jobs: int | None) -> int:
        return collect_all(folder, sent, out, jobs)

    return collect


def collect_all(folder: Path, sent: Path, out: Path, jobs: int | None = None) -> int:
    """Collect, write what came of it, say what needs a person, and give the exit code."""
    from xl_beregner.batch.collect.output import output_files, refuse_out, write_files
    from xl_beregner.batch.collect.run import collect_folder
    from xl_beregner.cli.progress import shown_progress

    refuse_out(out, folder, sent)
    with shown_progress("collect") as progress:
        collected = collect_folder(folder, sent, jobs=jobs, progress=progress, skip=output_files(out))
    _log(collected)
    kept = write_files(collected, out)
    tell(collected, out)
    for path, aside in kept.items():
        click.echo(say("cli.collect.gemt", fil=path.name, sti=str(aside)))
    return NEEDS_A_PERSON if collected.needs_a_person else 0


def _log(collected: Collected) -> None:
    """Tell the log what came of each unit: no file's name, for a file is called what somebody called it."""
    log = current_log()
    for home in collected.homes:
        log.unit(home.unit, _STATUS[home.status], (*home.missing, *home.remarks))
        log.counts += Counter(answers=len(home.answers), changed_figures=len(home.changes))
    for aside in collected.asides:
        log.unit(aside.unit, "aside", [aside.why])
    for one in collected.not_home:
        log.unit(one.unit, "not_home", [one.why] if one.why else ())
    log.counts += Counter(sent=collected.sent_count)


def tell(collected: Collected, out: Path) -> None:
    """Say first what needs a person, file by file, then the counts and the places."""
    from xl_beregner.batch.books.collected_words import counted, units
    from xl_beregner.batch.collect.tables import ANSWERS_FILE, BASIS_FILE

    lines = list(_lines(collected))
    for line in lines[:_MOST_LINES]:
        click.echo(line, err=True)
    if len(lines) > _MOST_LINES:
        click.echo(say("cli.collect.flere", antal=len(lines) - _MOST_LINES, fil=out.name), err=True)
    counts: dict[str, Any] = counted(units(collected))
    counts |= {"i_orden": counts.pop("hjemme"), "hjemme": len(collected.homes)}
    click.echo(say("cli.collect.antal", sendt=collected.sent_count, **counts))
    answers = sum(len(home.answers) for home in collected.homes)
    changed = sum(len(home.changes) for home in collected.homes)
    click.echo(say("cli.collect.svar", svar=answers, aendret=changed, til_side=len(collected.asides)))
    click.echo(say("cli.collect.tabeller", filer=[ANSWERS_FILE, BASIS_FILE]))
    click.echo(say("cli.collect.aabn", sti=str(out)))


def _lines(collected: Collected) -> Iterator[str]:
    """Give a line for everything somebody should look at: what did not come, last."""
    for aside in collected.asides:
        yield say("cli.advarsel", besked=str(aside.why)) + (f"\n{aside.trace}" if aside.trace else "")
    for home in collected.homes:
        about = {"fil": home.file, "navn": f"{home.name} {home.class_group}".rstrip()}
        for told in _of_home(home):
            yield say("cli.advarsel", besked=say("cli.collect.enhed", besked=told, **about))
    small = sum(len(home.notes) for home in collected.homes)
    if small:
        key = "cli.collect.smaa_maal.en" if small == 1 else "cli.collect.smaa_maal.flere"
        yield say(key, antal=small, ark=say("collected_book.ark.bemaerkninger"))
    # Of one whose file came but could not be used, that file is told already.
    for told in _of_lost([one for one in collected.not_home if one.why is None]):
        yield say("cli.advarsel", besked=told)


def _of_lost(lost: Sequence[NotHome]) -> Iterator[str]:
    names = [f"{one.name} {one.class_group}".rstrip() for one in lost]
    if len(lost) > _EACH_BY_ITSELF:
        shown = names[:_MOST_NAMES] + ["…"] * (len(names) > _MOST_NAMES)
        sheet = say("collected_book.ark.rykkerliste")
        yield say("cli.collect.mangler_mange", antal=len(lost), navne=shown, ark=sheet)
        return
    for one, name in zip(lost, names, strict=True):
        yield say("cli.collect.ikke_kommet", navn=name, enhed=one.unit, fil=one.file)


def _of_home(home: Home) -> Iterator[str]:
    if home.status == "ikke_udfyldt":
        yield say("cli.collect.ikke_udfyldt")
    for change in home.changes:
        yield _changed(change)
    yield from (str(fault) for fault in home.odd)
    if home.missing:
        places = [f"{fault.facts['ark']}!{fault.facts['celle']}" for fault in home.missing]
        shown = places[:_MOST_CELLS] + ["…"] * (len(places) > _MOST_CELLS)
        key = "cli.collect.mangler.en" if len(places) == 1 else "cli.collect.mangler.flere"
        yield say(key, antal=len(places), celler=shown)


def _changed(change: Change) -> str:
    old, new = _apart(change.old, change.new)
    return say("cli.collect.aendret", ark=change.sheet, celle=change.cell, gammel=old, ny=new)


def _apart(old: Value, new: Value) -> tuple[Value, Value]:
    """Show both values of a figure: numbers by no more digits than tell them apart."""
    if isinstance(old, float) and isinstance(new, float):
        pairs = ((float(f"{old:.{digits}g}"), float(f"{new:.{digits}g}")) for digits in range(4, 17))
        return next((pair for pair in pairs if pair[0] != pair[1]), (old, new))
    return _shown(old), _shown(new)


def _shown(value: Value) -> Value:
    """Show one value; of a text only that it is one: of pupils it may be a name."""
    if value is None or value == "":
        return say("cli.collect.tom")
    return say("cli.collect.tekst") if isinstance(value, str) else value
