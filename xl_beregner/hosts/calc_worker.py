"""The other end of Calc's line: a process of our own Python that answers one call a line.

LibreOffice's own Python has none of our packages. What is said is JSON, a line each way; it ends when
its input ends. Who starts it is ``addin/calc/link.py``, which runs inside LibreOffice.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from xl_beregner import __version__
from xl_beregner.errors import CellError
from xl_beregner.hosts.arguments import Range
from xl_beregner.hosts.engine import evaluate
from xl_beregner.texts import LANGUAGES, speaking


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one question: the rows, or the sentence and the code of a function's own error.

    Anything else that goes wrong is told by its type alone: its message may hold what a cell held.
    """
    told: dict[str, Any] = {"id": question.get("id")}
    spoken = question.get("language")
    try:
        with speaking(spoken if spoken in LANGUAGES else LANGUAGES[0]):
            told["rows"] = evaluate(question["function"], *map(_argument, question["arguments"]))
    except CellError as error:
        with speaking(spoken if spoken in LANGUAGES else LANGUAGES[0]):
            told.update(error=str(error), code=error.excel_code)
    except Exception as error:
        told["bug"] = type(error).__name__
    return told


def _argument(given: Any) -> Any:
    """Calc tells a blank cell of a range as an empty text; here blank is None."""
    if isinstance(given, dict):
        return Range(_rows(given["rows"]), given["height"])
    if isinstance(given, list):
        return _rows(given)
    return None if given == "" else given


def _rows(rows: list[list[Any]]) -> list[Sequence[Any]]:
    return [[None if cell == "" else cell for cell in row] for row in rows]


def serve(lines: Iterable[str], out: IO[str]) -> None:
    """Say that we are ready, then answer every line until there are no more."""
    _say({"ready": __version__}, out)
    for line in lines:
        _say(answer(json.loads(line)), out)


def _say(told: Mapping[str, Any], out: IO[str]) -> None:
    out.write(json.dumps(told, allow_nan=False) + "\n")
    out.flush()


def main() -> None:
    """Serve standard input; what anything else prints must not end up among the answers."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin, out)


if __name__ == "__main__":
    main()
