"""Where the Python with xl_beregner may be: as the extension was told, as IT says, or the usual places."""

from __future__ import annotations

import os
import shutil
from typing import Iterator, Mapping  # noqa: UP035  (Python 3.8)

VARIABLE = "XL_BEREGNER_PYTHON"

_ISOLATED = (
    ("~", ".local", "share", "pipx", "venvs", "xl-beregner"),
    ("~", ".local", "pipx", "venvs", "xl-beregner"),
    ("~", "pipx", "venvs", "xl-beregner"),
    ("~", ".local", "share", "uv", "tools", "xl-beregner"),
    ("~", "AppData", "Roaming", "uv", "tools", "xl-beregner"),
    ("~", "Library", "Application Support", "pipx", "venvs", "xl-beregner"),
)


def candidates(told: str, environment: Mapping[str, str]) -> list[str]:
    """List the Pythons to try, in order, each once."""
    found = [told, environment.get(VARIABLE, ""), *_beside_command(), *_isolated(), *_on_path()]
    return list(dict.fromkeys(python for python in found if python and os.path.isfile(python)))


def _beside_command() -> Iterator[str]:
    """Give the Python of the environment the command ``xl-beregner`` lies in."""
    command = shutil.which("xl-beregner")
    if command:
        yield from _in_folder(os.path.dirname(os.path.realpath(command)))


def _isolated() -> Iterator[str]:
    for parts in _ISOLATED:
        folder = os.path.expanduser(os.path.join(*parts))
        for inner in ("bin", "Scripts"):
            yield from _in_folder(os.path.join(folder, inner))


def _on_path() -> Iterator[str]:
    for name in ("python3", "python"):
        yield shutil.which(name) or ""


def _in_folder(folder: str) -> Iterator[str]:
    for name in ("python", "python3", "python.exe"):
        yield os.path.join(folder, name)
