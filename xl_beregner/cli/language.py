"""Which language the screen speaks, and click's own words in it.

The words stand in ``texts`` under ``cli.click`` by click's English message; one that is missing
there (a newer click) stays English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from xl_beregner import texts

_SPEAKING = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types", "utils")


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Find ``--lang`` among the arguments, else the locale's language, else Danish.

    Read ahead of click: the help of ``--help --lang sv`` must be Swedish too. A value that is no
    language is left for click to refuse.
    """
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        following = arguments[place + 1] if place + 1 < len(arguments) else ""
        value = following if argument == "--lang" else argument.removeprefix("--lang=")
        if value != argument and value in texts.LANGUAGES:
            return value
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        # Only the first that is set counts, as for every other program.
        if environment.get(name):
            spoken = environment[name].partition("_")[0].partition(".")[0].lower()
            return spoken if spoken in texts.LANGUAGES else "da"
    return "da"


def speak(language: str) -> None:
    """Speak a language from here on, click included."""
    texts.use_language(language)
    for name in _SPEAKING:
        module: Any = import_module(f"click.{name}")
        # click takes its words from the system's message catalogues, which hold none of ours.
        for binding, speaker in _SPEAKERS.items():
            if hasattr(module, binding):
                setattr(module, binding, speaker)


def _one(message: str) -> str:
    return texts.words(texts.language()).get(f"cli.click.{message}", message)


def _one_or_many(singular: str, plural: str, count: int) -> str:
    return _one(singular if count == 1 else plural)


_SPEAKERS: Mapping[str, Callable[..., str]] = {"_": _one, "ngettext": _one_or_many}
