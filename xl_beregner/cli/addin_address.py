"""``--url``: the server's address, checked before anything is done with it."""

from __future__ import annotations

from typing import Any

import click


class Address(click.ParamType[str]):
    """``https://host`` or ``https://host:port``; http for this machine alone."""

    name = "adresse"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the address, or fail with what is wrong with it."""
        from xl_beregner.addin.address import AddressError, base_address

        try:
            return base_address(str(value))
        except AddressError as error:
            self.fail(str(error), param, ctx)
