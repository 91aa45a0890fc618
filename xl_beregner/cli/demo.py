"""``demo``: the main job on the example dataset, one template or the whole shelf, and what to open first."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.fill import make_all, tell
from xl_beregner.cli.group import NEEDS_A_PERSON, Command, counted
from xl_beregner.cli.options import new_folder
from xl_beregner.texts import language, say

if TYPE_CHECKING:
    from xl_beregner.batch.shelf import Shelved
    from xl_beregner.batch.summary import Summary

ALL = "alle"
_MUNICIPALITY = "kommune"
_ONE_SCHOOL = "S01"  # of the invented pupils: a school's classes are enough to look at


def command() -> click.Command:
    """Build the command in the language spoken now."""
    from xl_beregner.batch.shelf import EXAMPLE_TEMPLATE

    @click.command("demo", cls=Command, short_help=say("cli.demo.kort"), help=say("cli.demo.hjaelp"))
    @click.option(
        "--template",
        default=EXAMPLE_TEMPLATE,
        show_default=True,
        metavar=say("cli.navn.skabelon"),
        help=say("cli.valg.demo_template"),
    )
    @click.option(
        "--out",
        type=new_folder(),
        default=Path("xl-beregner-demo"),
        show_default=True,
        metavar=say("cli.navn.mappe"),
        help=say("cli.valg.out"),
    )
    def demo(template: str, out: Path) -> int:
        return _whole_shelf(out) if template == ALL else _one(template, out)

    return demo


def _one(template: str, out: Path) -> int:
    from xl_beregner.batch.shelf import find_template

    started = time.perf_counter()
    shelved = find_template(template, language())
    summary = _made(shelved, out)
    if summary is None:
        return 0
    tell(summary)
    click.echo(say("cli.demo.tid", sekunder=time.perf_counter() - started))
    first = summary.first_workbook()
    if first is not None:
        click.echo(say("cli.demo.aabn", arbejdsbog=str(first), oversigt=str(summary.folder.overview)))
    return NEEDS_A_PERSON if summary.needs_a_person else 0


def _whole_shelf(out: Path) -> int:
    """Fill every template of schools and municipality in a folder of its own; time each and all."""
    from xl_beregner.batch import shelf

    began, made, code = time.perf_counter(), [], 0
    own = [one for one in shelf.templates() if one.language == language()]
    for shelved in own or [one for one in shelf.templates() if one.language == "da"]:
        if shelf.example_of(shelved.name, shelved.language) is None:
            continue
        started = time.perf_counter()
        summary = _made(shelved, out / shelved.name)
        count = 1 if summary is None else len(summary.made) + len(summary.kept)
        if summary is not None and summary.needs_a_person:
            tell(summary)
            code = NEEDS_A_PERSON
        made.append(count)
        books, seconds = counted("arbejdsbog", count), time.perf_counter() - started
        click.echo(say("cli.demo.skabelon", navn=shelved.name, arbejdsboeger=books, sekunder=seconds))
    books, seconds = counted("arbejdsbog", sum(made)), time.perf_counter() - began
    shelf_told = counted("skabelon", len(made))
    click.echo(say("cli.demo.hylden", skabeloner=shelf_told, arbejdsboeger=books, sekunder=seconds))
    return code


def _made(shelved: Shelved, out: Path) -> Summary | None:
    """Fill one template on its example; None for a municipality's, which is one workbook."""
    from xl_beregner.batch import shelf
    from xl_beregner.batch.label import read_label

    found = shelf.example_of(shelved.name, shelved.language)
    if found is None:
        return _of_pupils(shelved, out)
    dataset, year = found
    if read_label(shelved.path).kind == _MUNICIPALITY:
        from xl_beregner.cli.aggregate import make

        out.mkdir(parents=True, exist_ok=True)
        make(dataset, year, out / shelved.path.name, template=shelved.name)
        return None
    return make_all(dataset, shelved.name, year, out)


def _of_pupils(shelved: Shelved, out: Path) -> Summary:
    """Fill a template of classes or pupils for one school of the invented municipality."""
    from xl_beregner.batch.shelf import EXAMPLE_YEAR
    from xl_beregner.dataset.example import example
    from xl_beregner.dataset.readers import dataset_file_in

    dataset = out / "eksempel"
    if dataset_file_in(dataset) is None:
        example().write(dataset)
    click.echo(say("cli.demo.klasse", sti=str(dataset)))
    return make_all(dataset, shelved.name, EXAMPLE_YEAR, out / shelved.name, units=(_ONE_SCHOOL,))
