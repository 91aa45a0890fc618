"""``check``: all that is wrong with a dataset, a template or an output folder; writes nothing.

The checks are in ``dataset``, ``filling.check`` and ``batch.verify``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, Command
from xl_beregner.errors import Fault
from xl_beregner.texts import language, say

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SLOTS = ("felt_", "svar_")


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("check", cls=Command, short_help=say("cli.check.kort"), help=say("cli.check.hjaelp"))
    @click.argument("what", metavar=say("cli.navn.hvad"))
    def check(what: str) -> int:
        from xl_beregner.batch import shelf
        from xl_beregner.batch.refused import RefusedError

        path = Path(what)
        if not path.exists() and path.name not in {shelved.name for shelved in shelf.templates()}:
            raise RefusedError("cli_findes_ikke", hvad=what)
        kind = _kind_of(path)
        if kind == "folder":
            from xl_beregner.cli.verify import prove

            return prove(path)
        return report(check_dataset(path) if kind == "dataset" else check_template(what), kind)

    return check


def report(faults: Sequence[Fault], kind: str) -> int:
    """Show every fault, count them, and give the exit code."""
    for fault in faults:
        click.echo(say("cli.fejl" if fault.severity == "error" else "cli.advarsel", besked=str(fault)))
    errors = sum(1 for fault in faults if fault.severity == "error")
    if errors:
        click.echo(say(f"cli.check.fejl_i_{kind}", fejl=errors, advarsler=len(faults) - errors))
        return NEEDS_A_PERSON
    click.echo(say(f"cli.check.{kind}_i_orden", advarsler=len(faults)))
    return 0


def check_dataset(path: Path) -> Sequence[Fault]:
    """Find all faults of a dataset."""
    from xl_beregner import dataset

    return dataset.check_dataset(path)


def check_template(name_or_file: str) -> Sequence[Fault]:
    """Find all faults of a template, against the fields a school can get."""
    from xl_beregner.batch.shelf import find_template
    from xl_beregner.fields import known_fields
    from xl_beregner.filling.check import check_template as lint

    return lint(find_template(name_or_file, language()).path, known_fields())


def _kind_of(path: Path) -> str:
    """Tell a dataset, a template and an output folder apart; a name alone is a template's."""
    from xl_beregner.batch.verify import is_output_folder

    if path.is_dir():
        return "folder" if is_output_folder(path) else "dataset"
    if path.suffix.lower() == ".xlsm" or not path.exists():
        return "template"
    return "template" if _names_slots(path) else "dataset"


def _names_slots(path: Path) -> bool:
    """Look for our names in a workbook, without loading the filler; damaged files go to its check."""
    try:
        with zipfile.ZipFile(path) as archive:
            root = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (zipfile.BadZipFile, KeyError, OSError, ElementTree.ParseError):
        return True
    names = (name.get("name", "").lower() for name in root.iter(f"{_MAIN}definedName"))
    return any(name.startswith(_SLOTS) for name in names)
