"""The command ``xl-beregner``: one module per group of commands, each loaded when it is asked for.

What a command does is in ``batch``, ``dataset`` and ``filling``; here are its options, its words on
the screen and its exit code: 0 all done, 1 something needs a person, 2 wrong use,
128 and the signal's number when it was interrupted.
"""

from __future__ import annotations

import contextlib
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it in a line, at any moment."""
    from xl_beregner.cli import interrupt

    try:
        interrupt.listen()
        _run()
    except BaseException:
        # Whatever it has become on the way: a library may make another error of it.
        if not interrupt.received():
            raise
    if interrupt.received():
        sys.exit(interrupt.end())


def _run() -> None:
    from xl_beregner.cli.group import program

    for stream in (sys.stdout, sys.stderr):
        # A Windows pipe may know neither "−" nor "✓": better a question mark than no message.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    program().main(prog_name="xl-beregner")
