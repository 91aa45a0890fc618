"""The three groups of a survey on their sheet: where their numbers stand, and the formulas that read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import area

GROUPS: Final = ("elever", "foraeldre", "personale")
_COLUMNS: Final = {"spurgt": 3, "besvaret": 4}


@dataclass(frozen=True)
class Groups:
    """A row a group from ``first`` (0-based); its key stands out of print, last year's numbers after it."""

    KEY: ClassVar[int] = 9

    sheet: Worksheet
    first: int

    @property
    def last(self) -> int:
        """The row of the last group."""
        return self.first + len(GROUPS) - 1

    def of_row(self, key: str, row_key: str) -> str:
        """Look a group's number up by the key of a list's row, which begins with the group's; blank is ""."""
        column = _COLUMNS[key]
        keys = area(self.sheet, self.first, self.KEY, self.last, self.KEY)
        values = area(self.sheet, self.first, column, self.last, column)
        group = f'LEFT({row_key},IFERROR(FIND("|",{row_key}),1)-1)'
        found = f"INDEX({values},MATCH({group},{keys},0))"
        return f'IFERROR(IF(ISNUMBER({found}),{found},""),"")'

    def number(self, group: str, key: str) -> str:
        """Write the reference to one group's number."""
        row = self.first + GROUPS.index(group)
        return area(self.sheet, row, _COLUMNS[key], row, _COLUMNS[key])

    def last_year(self, group: str, key: str) -> str:
        """Write the reference to last year's number."""
        row, column = self.first + GROUPS.index(group), self.KEY + 1 + list(_COLUMNS).index(key)
        return area(self.sheet, row, column, row, column)

    def rate(self, group: str) -> str:
        """Write the share that answered; nothing where either number is missing."""
        asked, answered = (self.number(group, key) for key in _COLUMNS)
        share = f'IF({asked}>0,{answered}/{asked},"")'
        return f'IF(AND(ISNUMBER({asked}),ISNUMBER({answered})),{share},"")'

    def in_hundred(self, group: str) -> str:
        """Count how many in a hundred answered: only a whole number of its own may be joined to words."""
        rate = self.rate(group)
        return f'=IF({rate}="","",ROUND(100*{rate},0))'

    def silent_in_hundred(self, group: str) -> str:
        """Count how many in a hundred did not answer."""
        return f'=IF({self.told(group)}="","",100-{self.told(group)})'

    def told(self, group: str, *, silent: bool = False) -> str:
        """Write the reference to either count of a hundred."""
        row, column = self.first + GROUPS.index(group), self.KEY + 3 + silent
        return area(self.sheet, row, column, row, column)

    def silence(self, words: Mapping[str, Any], group: str) -> str:
        """Say how far those who did not answer could move every share."""
        asked, answered = (self.number(group, key) for key in _COLUMNS)
        silent = self.told(group, silent=True)
        said = f'{silent}&"{words["svarede_ikke"]}"&{silent}&"{words["procentpoint"]}"'
        in_words = f'IF(OR(ISTEXT({asked}),ISTEXT({answered})),"{words["skriv_tal"]}","")'
        return (
            f'=IF({silent}="",{in_words},IF({answered}>{asked},"{words["flere_end_spurgt"]}",'
            f'IF({silent}=0,"{words["naesten_alle"]}",{said})))'
        )
