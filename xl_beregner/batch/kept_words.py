"""What was typed in a municipality's workbook, for the one that is to take its place: `kept_words`.

By name, and on a pejlemærke's own sheet by the pejlemærke: never by position. Words of another school year
are kept on "Tidligere svar"; words of an edition with fewer readers never go into one with more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.errors import Fault, PackageError
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.filling.earlier import Earlier
    from xl_beregner.filling.returned import Answers, Returned

# Under which an answer of a pejlemærke's sheet is kept, its key the pejlemærke.
TABLE = "pejlemaerke"
_THEME = "felt_pejlemaerke_navn"
_EDITION = "felt_udgave"
# The fewest readers first.
_EDITIONS = ("fortrolig", "bestyrelse", "offentlig")


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Answers of an older workbook that the new one is to hold."""

    shared: Mapping[str, Any] = field(default_factory=dict)
    themes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by pejlemærke
    properties: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def count(self) -> int:
        """How many answers stay in their cells."""
        return sum(_size(answers) for answers in (self.shared, *self.themes.values()))

    def of(self, theme: str) -> Answers:
        """Give the answers for the workbook of one pejlemærke before it is bound."""
        from xl_beregner.filling.returned import Answers

        return Answers({**self.shared, **self.themes.get(theme, {})}, self.properties)

    def without_sheet(self, themes: Sequence[str]) -> Iterator[Earlier]:
        """Give the answers of pejlemærker that have no sheet any more."""
        for theme in self.themes.keys() - set(themes):
            yield from _archived(self.properties, theme, self.themes[theme])

    def homeless(self, found: Sequence[Earlier], theme: str) -> Iterator[Earlier]:
        """Say of answers without a cell on which pejlemærke's sheet they stood."""
        own = self.themes.get(theme, {})
        for one in found:
            is_themes = (one.table or one.field) in own
            yield replace(one, table=TABLE, key=theme, label=theme) if is_themes else one


def kept_words(path: Path, year: str, edition: str) -> KeptWords:
    """Read what an older workbook under the same name holds of answers; nothing where there is none."""
    if not path.is_file():
        return KeptWords()
    from xl_beregner.filling.collect import read_returned

    try:
        returned = read_returned(path.read_bytes(), path.name)
    except (OSError, PackageError) as error:
        return KeptWords(warnings=(_warning("aggregate_gammel_fil", path, grund=str(error)),))
    if not returned.answers and not returned.earlier:
        return KeptWords()
    older = _edition_of(returned)
    if _EDITIONS.index(edition) > _EDITIONS.index(older):
        facts = {"gammel": say(f"aggregate.udgave.{older}"), "ny": say(f"aggregate.udgave.{edition}")}
        return KeptWords(warnings=(_warning("aggregate_ord_anden_udgave", path, **facts),))
    return _read(returned, year)


def placed(answers: Answers, homeless: Sequence[Earlier]) -> Answers:
    """Leave out what has no cell: a sheet added to a workbook before it is bound would be added to each."""
    from xl_beregner.filling.returned import Answers

    lost = {(one.table, one.key, one.field.partition(" (")[0]) for one in homeless}
    kept: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, list):
            kept[name] = [
                {
                    said: held
                    for said, held in row.items()
                    if (name, str(row["noegle"] or ""), said) not in lost
                }
                for row in value
            ]
        elif ("", "", name) not in lost:
            kept[name] = value
    return Answers(kept, answers.properties)


def _read(returned: Returned, year: str) -> KeptWords:
    from xl_beregner.filling.collect import PUPILS, SHEET, answers_of
    from xl_beregner.filling.earlier import laid_together

    answers = answers_of(returned)
    names = {held.scope: str(held.value) for held in returned.figures if held.name == _THEME and held.value}
    themes = {
        names.get(str(row[SHEET]), str(row[SHEET])): {
            name: value for name, value in row.items() if name not in ("noegle", SHEET)
        }
        for row in answers.pop(PUPILS, [])
    }
    properties = returned.properties
    if properties.get("xb_skoleaar") == year:
        return KeptWords(dict(answers), themes, properties, returned.earlier)
    old = [
        *_archived(properties, "", answers),
        *(one for theme, said in themes.items() for one in _archived(properties, theme, said)),
    ]
    return KeptWords(properties=properties, earlier=laid_together(returned.earlier, old))


def _archived(properties: Mapping[str, str], theme: str, answers: Mapping[str, Any]) -> Iterator[Earlier]:
    """Make answers rows of "Tidligere svar"."""
    from xl_beregner.filling.earlier import archived

    year, template = properties.get("xb_skoleaar", ""), properties.get("xb_skabelon", "")
    for name, value in answers.items():
        rows = value if isinstance(value, list) else [{"noegle": None, name: value}]
        for row in rows:
            key = theme or str(row["noegle"] or "")
            for said, held in row.items():
                if said != "noegle":
                    table = TABLE if theme else name if isinstance(value, list) else ""
                    yield from archived(year, template, table, key, theme, said, held)


def _edition_of(returned: Returned) -> str:
    """Tell whom the older workbook was for; one that does not say is as if it was for the fewest."""
    said = next((str(held.value) for held in returned.figures if held.name == _EDITION), "")
    found = (
        one for one in _EDITIONS if any(said == say(f"aggregate.udgave.{one}", lang) for lang in _LANGUAGES)
    )
    return next(found, _EDITIONS[0])


_LANGUAGES = ("da", "sv", "en")


def _warning(key: str, path: Path, **facts: str) -> Fault:
    return Fault(key, {"fil": str(path), **facts}, "warning")


def _size(answers: Mapping[str, Any]) -> int:
    return sum(
        sum(len(row) - 1 for row in value) if isinstance(value, list) else 1 for value in answers.values()
    )
