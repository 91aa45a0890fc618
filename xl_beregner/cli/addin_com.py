"""``addin com``: what Excel on Windows needs for the functions without a server.

What is written stands in ``addin.com``; how a call is answered in ``hosts.com``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from xl_beregner.cli.group import Command
from xl_beregner.texts import say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("com", cls=Command, short_help=say("cli.addin.com.kort"), help=say("com.hjaelp"))
    @click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path("beregner-excel"),
        metavar=say("cli.navn.mappe"),
        help=say("com.valg.out"),
    )
    @click.option("--install", is_flag=True, help=say("com.valg.install"))
    def com(out: Path, install: bool) -> None:
        _prepare(out, install)

    return com


def _prepare(out: Path, install: bool) -> None:
    from xl_beregner.addin.com import machine
    from xl_beregner.errors import HostError

    if install and not machine.on_windows():
        raise HostError("com_kun_windows")
    files = _files()
    _write({out / name: content for name, content in files.items()})
    click.echo(say("com.skrevet", mappe=str(out)))
    for name in files:
        click.echo(f"  {name}")
    if not machine.on_windows():
        click.echo(say("com.til_windows"))
        return
    if not machine.has_dll():
        click.echo(say("com.ingen_dll", mappe=str(machine.dll_folder())))
    if install:
        _install(files)
    else:
        click.echo(say("com.naeste"))


def _files() -> dict[str, bytes]:
    from xl_beregner.addin.com import machine
    from xl_beregner.addin.com.addin_workbook import addin_workbook, module
    from xl_beregner.addin.com.guide import guide

    name, told = guide()
    return {
        "beregner.xlam": addin_workbook(),
        "beregner.bas": module().text().encode("ascii"),
        machine.SETTINGS: machine.settings(),
        name: told,
    }


def _install(files: Mapping[str, bytes]) -> None:
    from xl_beregner.addin.com import machine

    addin = machine.startup_folder() / "beregner.xlam"
    _write({addin: files["beregner.xlam"], machine.user_settings(): files[machine.SETTINGS]})
    click.echo(say("com.installeret", sti=str(addin), indstillinger=str(machine.user_settings())))


def _write(contents: Mapping[Path, bytes]) -> None:
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.batch.why import Why

    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            # Excel holds an add-in it has loaded.
            raise RefusedError("batch_kan_ikke_skrive", fil=str(path), grund=Why.of(error)) from error
