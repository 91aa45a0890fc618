"""The command with one function more, ``BEREGNER_SOVER(seconds)``: slow, as no real one is on demand.

Registered only where this file is run: an import must leave the catalogue as it is.
"""

from __future__ import annotations

import time
from typing import cast

import xl_beregner.hosts.engine  # noqa: F401
from xl_beregner import texts
from xl_beregner.catalog import Column, Number, udf


def sleep(seconds: Number) -> Column:
    """Sleep, then give the seconds slept."""
    time.sleep(float(seconds))
    return seconds  # type: ignore[return-value]


def break_down(seconds: Number) -> Column:
    """Fail as a bug does, with a value in the message."""
    raise RuntimeError(f"hemmelig {seconds}")


def register() -> None:
    """Add the two; without a description they are not shown to Excel."""
    for name, function in (("SOVER", sleep), ("BRYDERNED", break_down)):
        udf(name)(function)
        for language in texts.LANGUAGES:
            words = cast("dict[str, str]", texts.words(language))
            words[f"funktion.{name}.argument.seconds.navn"] = "sekunder"


if __name__ == "__main__":
    from xl_beregner.cli import main

    register()
    main()
