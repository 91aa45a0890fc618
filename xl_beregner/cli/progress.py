"""How far a run is: a bar with count and time left on a terminal, plain lines anywhere else.

Goes to stderr, so that what a command says on stdout can be piped.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

import click

from xl_beregner.batch.run import Progress
from xl_beregner.cli.interrupt import pass_on
from xl_beregner.texts import say

_LINES = 10


@contextmanager
def shown_progress(command: str = "fill") -> Generator[Progress]:
    """Give a run something to report to, for as long as it lasts; ``command`` chooses its words."""
    if not sys.stderr.isatty():
        yield _plain(command)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say(f"cli.{command}.i_gang"), total=None)

        def shown(done: int, total: int) -> None:
            pass_on()
            bar.update(task, completed=done, total=total)

        yield shown


def _plain(command: str) -> Progress:
    """Write a line for every tenth of the way; what was there already may pass several at once."""
    told = 0

    def shown(done: int, total: int) -> None:
        nonlocal told
        pass_on()
        reached = done * _LINES // total
        if reached > told:
            told = reached
            click.echo(say(f"cli.{command}.naaet", antal=done, af=total), err=True)

    return shown
