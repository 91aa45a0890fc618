"""``addin serve``: run the server behind the add-in in Excel.

What it serves stands in ``addin``; here are its options and what is told on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xl_beregner.cli.group import Command
from xl_beregner.errors import HostError
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.addin.settings import Settings


def command() -> click.Command:
    """Build the command in the language spoken now."""
    file = say("cli.navn.fil").strip("[]")

    @click.command(
        "serve", cls=Command, short_help=say("cli.addin.serve.kort"), help=say("cli.addin.serve.hjaelp")
    )
    @_option("--host", metavar="HOST")
    @_option("--port", type=click.IntRange(0, 65535), metavar="PORT")
    @_option("--cert", type=click.Path(path_type=Path), metavar=file)
    @_option("--key", type=click.Path(path_type=Path), metavar=file)
    @_option("--http", is_flag=True)
    @_option("--address", metavar="URL")
    @_option("--workers", type=click.IntRange(1, 64), default=1, metavar="N")
    def serve(http: bool, workers: int, **given: Any) -> None:
        from xl_beregner.addin import serve as server

        options = {name.upper(): str(value) for name, value in given.items() if value is not None}
        if http and ("CERT" in options or "KEY" in options):
            raise HostError("addin_http_eller_cert")

        def ready(settings: Settings, port: int) -> None:
            if not (settings.https or http):
                raise HostError("addin_intet_certifikat")
            _tell(settings, port)

        server.serve(options, workers, ready)

    return serve


def _option(name: str, **how: Any) -> Callable[[Any], Any]:
    return click.option(name, help=say(f"cli.addin.serve.valg.{name.lstrip('-')}"), **how)


def _tell(settings: Settings, port: int) -> None:
    base = settings.base(port)
    click.echo(say("cli.addin.serve.svarer", adresse=base))
    click.echo(say("cli.addin.serve.hjaelpeside", adresse=base))
    who = "alle_paa_maskinen" if settings.anonymous else "med_entra"
    click.echo(say(f"cli.addin.serve.{who}"))
    click.echo(say("cli.addin.serve.stop"))
