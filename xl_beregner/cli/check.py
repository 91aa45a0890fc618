"""``check``: all that is wrong with a dataset, a template or an output folder; writes nothing.

The checks are in ``dataset``, ``filling.check`` and ``batch.verify``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, Command, counted
from xl_beregner.errors import Fault
from xl_beregner.texts import language, say

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TABLE_FILES = frozenset({".csv", ".txt", ".tsv", ".parquet"})
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
        name = path.name or path.resolve().name
        if kind == "folder":
            from xl_beregner.cli.verify import prove

            return prove(path)
        if kind == "dataset":
            faults = check_dataset(path)
            code = report(faults, kind, name)
            if path.is_file() and any(fault.key == "dataset_uden_tabeller" for fault in faults):
                click.echo(say("cli.check.hvis_skabelon"))
            return code
        code = report(check_template(what), kind, name)
        _teach(path, what, code)
        return code

    return check


def report(faults: Sequence[Fault], kind: str, name: str) -> int:
    """Show every fault with its file, count them, and give the exit code."""
    for fault in faults:
        told = _with_file(fault, name)
        click.echo(say("cli.fejl" if fault.severity == "error" else "cli.advarsel", besked=told))
    errors = sum(1 for fault in faults if fault.severity == "error")
    warnings = counted("bemaerkning", len(faults) - errors)
    if errors:
        click.echo(say(f"cli.check.fejl_i_{kind}", fejl=counted("fejl", errors), advarsler=warnings))
        return NEEDS_A_PERSON
    click.echo(say(f"cli.check.{kind}_i_orden", advarsler=warnings))
    return 0


def _teach(path: Path, what: str, code: int) -> None:
    """Say what the template asks for as it stands, and what to do next with one's own."""
    from xl_beregner.batch.label import read_label
    from xl_beregner.batch.shelf import find_template
    from xl_beregner.cli import asked

    read = asked.read_asked(find_template(what, language()).path)
    if read is not None:
        click.echo(asked.sentence(read[0]))
    if path.is_file():  # one on the shelf is not theirs to mend
        try_it = "videre_kommune" if read_label(path).kind == "kommune" else "videre"
        click.echo(say(f"cli.check.{'ret' if code else try_it}", fil=what))
        if code:
            click.echo(say("cli.check.hvor"))


def _with_file(fault: Fault, name: str) -> str:
    """Put the file in front, unless the sentence tells it or a file inside the folder."""
    told = str(fault)
    if name in told or fault.facts.get("fil"):
        return told
    return say("cli.med_fil", fil=name, besked=told)


def check_dataset(path: Path) -> Sequence[Fault]:
    """Find all faults of a dataset."""
    from xl_beregner import dataset

    return dataset.check_dataset(path)


def check_template(name_or_file: str) -> Sequence[Fault]:
    """Find all faults of a template, against the fields its kind of unit can get."""
    from xl_beregner.batch.card import template_faults
    from xl_beregner.batch.shelf import find_template

    return template_faults(find_template(name_or_file, language()).path)


def _kind_of(path: Path) -> str:
    """Tell a dataset, a template and an output folder apart; a name alone is a template's."""
    from xl_beregner.batch.verify import is_output_folder

    if path.is_dir():
        return "folder" if is_output_folder(path) else "dataset"
    if path.suffix.lower() == ".xlsm" or not path.exists():
        return "template"
    if path.suffix.lower() in _TABLE_FILES:
        return "dataset"
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
