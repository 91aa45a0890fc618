"""``addin manifest``: write the file the Microsoft 365 admin centre asks for, and check it.

What is in it is decided in ``addin.manifest``, what it must keep in ``addin.manifest_rules``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from xl_beregner.cli.addin_address import Address
from xl_beregner.cli.group import Command
from xl_beregner.texts import language, say


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command(
        "manifest",
        cls=Command,
        short_help=say("cli.addin.manifest.kort"),
        help=say("doctor.manifest_hjaelp"),
    )
    @click.option(
        "--url", required=True, type=Address(), metavar="https://…", help=say("doctor.valg.manifest_url")
    )
    @click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        default=Path("beregner-manifest.xml"),
        metavar=say("cli.navn.fil"),
        help=say("doctor.valg.out"),
    )
    @click.option("--entra", type=ClientId(), metavar="GUID", help=say("doctor.valg.entra"))
    def manifest(url: str, out: Path, entra: str | None) -> None:
        _write(url, out, entra)

    return manifest


class ClientId(click.ParamType[str]):
    """The id of an app registration, as Entra ID shows it."""

    name = "guid"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a GUID, or fail with what one looks like."""
        try:
            return str(UUID(str(value).strip()))
        except ValueError:
            self.fail(say("fejl.manifest_guid", fundet=str(value)), param, ctx)


def _write(url: str, out: Path, entra: str | None) -> None:
    from xl_beregner.addin.manifest import addin_id, manifest, version
    from xl_beregner.addin.manifest_rules import faults
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.batch.why import Why
    from xl_beregner.errors import FaultsError

    xml = manifest(url, language=language(), entra_client_id=entra)
    if found := faults(xml):
        raise FaultsError(found)
    try:
        out.write_bytes(xml)
    except OSError as error:
        raise RefusedError("batch_kan_ikke_skrive", fil=str(out), grund=Why.of(error)) from error
    click.echo(say("doctor.manifest_skrevet", sti=str(out), id=addin_id(url), version=version()))
    click.echo(say("doctor.manifest_naeste" if url.startswith("https:") else "doctor.manifest_kun_proeve"))
    if entra is None and url.startswith("https:"):
        click.echo(say("doctor.manifest_uden_entra"))
