"""Values several commands take, checked before anything is read: paths, a school year.

The options themselves stand with their commands.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from xl_beregner.texts import say

Function = TypeVar("Function", bound=Callable[..., Any])

EDITIONS = ("intern", "fortrolig", "bestyrelse", "offentlig")
FUNCTIONS = ("native", "officejs", "com", "values")


def existing() -> click.Path:
    """Take a file or folder that must be there."""
    return click.Path(exists=True, path_type=Path)


def new_folder() -> click.Path:
    """Take a folder that may be there or not."""
    return _Folder(file_okay=False, path_type=Path)


class _Folder(click.Path):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value).strip():  # an empty path would be the folder one stands in
            self.fail(say("fejl.cli_mappe_tom"), param, ctx)
        return super().convert(value, param, ctx)


class UnitNumber(click.ParamType[str]):
    """A school's number as the dataset has it, or a class's: ``101001/4A``."""

    name = "nr"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take anything but nothing: an empty variable in a script must not become all schools."""
        number = str(value).strip()
        if not number:
            self.fail(say("fejl.cli_enhed_tom"), param, ctx)
        return number


class SchoolYear(click.ParamType[str]):
    """A school year in any usual spelling; gives ``2026/2027``."""

    name = "skoleaar"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the year, or fail with how to write it."""
        from xl_beregner.cells import parse_school_year, school_year
        from xl_beregner.errors import CellError

        try:
            begins = parse_school_year(value)
        except CellError as error:
            self.fail(str(error), param, ctx)
        if begins is None:
            self.fail(say("fejl.cli_skoleaar_tomt"), param, ctx)
        return school_year(begins)


class Day(click.ParamType[date]):
    """A day, as ``31-07-2026`` or ``2026-07-31``."""

    name = "dato"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or fail with how to write it."""
        from xl_beregner.cells import parse_date
        from xl_beregner.errors import CellError

        try:
            day = parse_date(value)
        except CellError as error:
            self.fail(str(error), param, ctx)
        if day is None:
            self.fail(say("fejl.cli_dato_tom"), param, ctx)
        return day


class Count(click.ParamType[int]):
    """A whole number from 1 up."""

    name = "antal"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or fail in words."""
        try:
            count = int(value)
        except ValueError:
            count = 0
        if count < 1:
            self.fail(say("fejl.cli_antal", fundet=value), param, ctx)
        return count


def year_option() -> Callable[[Function], Function]:
    """Make ``--year``: the school year the workbooks are for."""
    return click.option(
        "--year", required=True, type=SchoolYear(), metavar="2026/2027", help=say("cli.valg.year")
    )
