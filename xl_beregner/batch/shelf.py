"""The shelf: the templates and the example dataset that come with the program.

In a checkout they lie in ``workbooks`` beside the package, in an installed wheel inside it.
What a template says of itself is ``label``'s, what it asks for is read by ``filling``.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import xl_beregner
from xl_beregner.batch.label import read_label
from xl_beregner.batch.refused import RefusedError
from xl_beregner.errors import HostError

EXAMPLE, EXAMPLE_INVENTED, EXAMPLE_SWEDISH = "koebenhavn", "eksempelby", "exempelstad"
EXAMPLE_YEAR = "2026/2027"
EXAMPLE_TEMPLATE = "resultataftale"
# Templates the published figures have enough for; the others need what only the invented example has.
_ON_PUBLISHED = (EXAMPLE_TEMPLATE, "laeringsinformationsark", "kommuneoverblik")
_OF_PUPILS = ("klasse", "elev")
_SWEDISH = "sv"
_SUFFIXES = (".xlsx", ".xlsm")
# A template whose functions are asked of the add-in lies beside the one that does without them.
WITH_FUNCTIONS = "_funktioner"
_ASKED_OF_THE_ADDIN = ("officejs", "com")
_SUMS = "sha256.txt"


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
    """Find the example dataset of real schools and their published figures."""
    return workbooks() / "eksempel" / EXAMPLE


def invented_dataset() -> Path:
    """Find the example of invented schools, which has what no source publishes."""
    return workbooks() / "eksempel" / EXAMPLE_INVENTED


def swedish_dataset() -> Path:
    """Find the example of invented Swedish schools."""
    return workbooks() / "eksempel" / EXAMPLE_SWEDISH


def invented_of(language: str) -> Path:
    """Find the invented example in a language: the Swedish one, else the Danish."""
    return swedish_dataset() if language == _SWEDISH else invented_dataset()


def example_of(template: str, language: str = "da") -> tuple[Path, str] | None:
    """Give the dataset a template on the shelf is shown with, and the school year.

    A template may be there in two languages: the one asked for decides. None for a template of classes or
    pupils: their example is made when asked for (``new --example``).
    """
    found = find_template(template, language)
    if read_label(found.path).kind in _OF_PUPILS:
        return None
    is_published = found.language != _SWEDISH and template in _ON_PUBLISHED
    return (example_dataset() if is_published else invented_of(found.language)), EXAMPLE_YEAR


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


def is_checked(sha256: str) -> bool:
    """Tell whether these are the bytes of a template of ours, in which the tests found nothing wrong.

    Looking through the formulas of a large one takes longer than to fill it for a dozen classes.
    """
    sums = workbooks() / "skabeloner" / _SUMS
    return sums.is_file() and sha256 in sums.read_text("ascii").split()


def find_template(name_or_file: str, language: str = "da", functions: str = "") -> Shelved:
    """Find a template by file, or by its name on the shelf, in the language asked for if it is there.

    A path wins over a name; ``Shelved.language`` is empty for a file from elsewhere, which says
    its language itself. Where ``functions`` are to be answered in Excel, a name stands for its sibling
    that asks them, if there is one.
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
        said = name_or_file.casefold()
        # Who types the beginning of a name means it, however long the rest is.
        if close := [one for one in known if one.startswith(said)] or get_close_matches(said, known, n=1):
            raise RefusedError("batch_skabelon_ukendt_mente", navn=name_or_file, mente=close[0])
        raise RefusedError("batch_skabelon_ukendt", navn=name_or_file, kendte=known)
    found = min(named, key=lambda shelved: (shelved.language != language, shelved.language != "da"))
    if functions not in _ASKED_OF_THE_ADDIN:
        return found
    sibling = (found.name + WITH_FUNCTIONS, found.language)
    return next((shelved for shelved in shelf if (shelved.name, shelved.language) == sibling), found)
