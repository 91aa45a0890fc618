"""``--log FILE``: a command that tells a log when it began, what became of each unit, and how it ended.

What may stand in the log is decided in ``batch.log``; a command asks for it with ``current_log``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, Command
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.batch.log import RunLog

_PATH = "xl_beregner.log.path"
_LOG = "xl_beregner.log"
# Choices among few words, dates and numbers: nothing a person typed about a person, and no path.
_OPTIONS = ("year", "years", "edition", "functions", "jobs", "pdf", "force", "offline", "before", "yes")


class LoggedCommand(Command):
    """A command that also takes ``--log``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.insert(-1, _log_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a log that cannot be opened stops it before anything is done."""
        path = ctx.meta.get(_PATH)
        if path is None:
            return super().invoke(ctx)
        import xl_beregner
        from xl_beregner.batch.log import open_log

        log = open_log(path, self.name or "", xl_beregner.__version__, _places(ctx))
        ctx.meta[_LOG] = log
        try:
            log.event("begin", options=_options(ctx))
            code = _watched(log, lambda: super(LoggedCommand, self).invoke(ctx))
        finally:
            log.close()
        if log.lost is None:
            return code
        told = say("fejl.log_ikke_hel", fil=str(path), grund=log.lost)
        click.echo(say("cli.advarsel", besked=told), err=True)
        return code or NEEDS_A_PERSON


def current_log() -> RunLog:
    """Give the log of the command that runs now; without ``--log`` one that writes nothing."""
    from xl_beregner.batch.log import RunLog

    context = click.get_current_context(silent=True)
    log = context.meta.get(_LOG) if context else None
    return log if isinstance(log, RunLog) else RunLog()


def _watched(log: RunLog, command: Any) -> Any:
    """Run a command, and write how it ended whatever happens."""
    from xl_beregner.batch.refused import RefusedError
    from xl_beregner.cli.interrupt import InterruptedRun
    from xl_beregner.errors import BeregnerError, Fault

    try:
        code = command()
    except BeregnerError as error:
        log.event("end", status="refused" if isinstance(error, RefusedError) else "stopped", errors=[error])
        raise
    except (InterruptedRun, KeyboardInterrupt):
        log.event("end", status="interrupted", counts=log.counts)
        raise
    except BaseException as error:
        # Of a bug its kind alone: its sentence may hold what stood in a cell.
        log.event("end", status="bug", counts=log.counts, errors=[Fault(type(error).__name__)])
        raise
    log.event("end", status="needs_a_person" if code else "done", counts=log.counts)
    return code


def _options(ctx: click.Context) -> dict[str, str | int | bool]:
    chosen = {name: ctx.params[name] for name in _OPTIONS if ctx.params.get(name)}
    return {
        name: value if isinstance(value, (bool, int)) else _written(value) for name, value in chosen.items()
    }


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _places(ctx: click.Context) -> list[Path]:
    """List every file and folder the command was given."""
    given: list[Path] = []
    for value in ctx.params.values():
        many = value if isinstance(value, (tuple, list)) else [value]
        given += [each for each in many if isinstance(each, Path)]
    return given


def _log_option() -> click.Option:
    def keep(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
        if path is not None:
            ctx.meta[_PATH] = path

    return click.Option(
        ["--log"],
        type=click.Path(dir_okay=False, path_type=Path),
        metavar=say("cli.navn.logfil"),
        expose_value=False,
        callback=keep,
        help=say("cli.valg.log"),
    )
