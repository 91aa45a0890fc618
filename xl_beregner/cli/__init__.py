"""The command ``xl-beregner``: one module per group of commands, each loaded when it is asked for.

What a command does is in ``batch``, ``dataset`` and ``filling``; here are its options, its words on
the screen and its exit code: 0 all done, 1 something needs a person, 2 wrong use.
"""

from __future__ import annotations

import contextlib
import sys


def main() -> None:
    """Run the command line."""
    from xl_beregner.cli.group import program

    for stream in (sys.stdout, sys.stderr):
        # A Windows pipe may know neither "−" nor "✓": better a question mark than no message.
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    program().main(prog_name="xl-beregner")
