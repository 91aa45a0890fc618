"""The shelf: the templates and the example dataset that come with the program.

In a checkout they lie in ``workbooks`` beside the package, in an installed wheel inside it.
What a template says about itself is read by ``filling``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xl_beregner
from xl_beregner.batch.refused import RefusedError
from xl_beregner.errors import HostError

EXAMPLE = "koebenhavn"
EXAMPLE_YEAR = "2026/2027"
EXAMPLE_TEMPLATE = "resultataftale"
_SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A template on the shelf; ``language`` is the folder it lies in."""

    name: str
    language: str
    path: Path


def workbooks() -> Path:
    """Find the folder of templates and examples."""
    package = Path(xl_beregner.__file__).parent
    for place in (package / "workbooks", package.parent / "workbooks"):
        if place.is_dir():
            return place
    raise HostError("batch_hylde_mangler", sti=str(package / "workbooks"))


def example_dataset() -> Path:
    """Find the example dataset."""
    return workbooks() / "eksempel" / EXAMPLE


def templates() -> list[Shelved]:
    """List all templates, by language and name."""
    return sorted(
        (
            Shelved(path.stem, path.parent.name, path)
            for path in (workbooks() / "skabeloner").glob("*/*")
            if path.suffix in _SUFFIXES and not path.name.startswith(("~$", "."))
        ),
        key=lambda shelved: (shelved.language, shelved.name),
    )


def find_template(name_or_file: str, language: str = "da") -> Shelved:
    """Find a template by file, or by its name on the shelf, in the language asked for if it is there.

    A path wins over a name; ``Shelved.language`` is empty for a file from elsewhere, which says
    its language itself.
    """
    path = Path(name_or_file)
    if path.suffix.lower() in _SUFFIXES or path.parent != Path(".") or path.is_file():
        if not path.is_file():
            raise RefusedError("batch_skabelon_findes_ikke", fil=name_or_file)
        return Shelved(path.stem, "", path)
    shelf = templates()
    named = [shelved for shelved in shelf if shelved.name == name_or_file]
    if not named:
        known = sorted({shelved.name for shelved in shelf})
        raise RefusedError("batch_skabelon_ukendt", navn=name_or_file, kendte=known)
    return min(named, key=lambda shelved: (shelved.language != language, shelved.language != "da"))
