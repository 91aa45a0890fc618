"""The cells that "Klasse" of `beregneren` calculates with, right of what is printed: the class and its tests.

Whom to talk about first is found in ``reasons``, the levels in ``levels``; how all
of it is shown, in ``class_page``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.parts import OCCASIONS, PUPILS, Block, Z, at, occasion
from workbooks.build.kit.look import Book
from workbooks.build.kit.pictures import OFF

# The states of "Elever" by the key of their icon; together they are all pupils of the class.
STATES = {
    "frem": "frem",
    "inden": "inden for usikkerheden",
    "tilbage": "tilbage",
    "uaendret": "uændret",
    "brud": "brud i serien",
    "skala": "ingen fælles skala",
    "mangler": "mangler prøve",
    "ukendt": "usikkerheden kendes ikke",
}
# How many decimals a gain is told with: an error below 2 is one of a standardised scale.
DECIMALS = "IF(COUNT(e_fejl)=0,0,IF(MAX(e_fejl)<2,1,0))"

_FEWEST = 5  # results of a test, below which it has no median and no quarters
_BINS = 60  # places across a strip where dots stand
_FIRST_DOT, _DOT_STEP, _MOST_DOTS = 0.42, 0.12, 4  # of a row's height above its lower edge
_BAND = 0.2


class Cells:
    """What there is one of, a row for each test, and a dot for each of its results."""

    def __init__(self, book: Book, sheet: Worksheet, top: int, left: int) -> None:
        self.tests = Block(book, sheet, top, left, OCCASIONS)
        self.one = Block(book, sheet, top + OCCASIONS + 2, left, 1)
        self.below, self.left = top + OCCASIONS + 5, left
        self._dots = Block(book, sheet, top + OCCASIONS + 30, left, PUPILS)
        self._write_one()
        self._write_tests()
        self._write_picture()
        for k in range(1, OCCASIONS + 1):
            self._write_dots(k)

    @property
    def pupils(self) -> str:
        """How many pupils the class has."""
        return self.one.cell("elever")

    @property
    def decimals(self) -> str:
        """How many decimals a gain is told with."""
        return self.one.cell("decimaler")

    @property
    def newest(self) -> str:
        """The newest test that at least half the class has taken: who lacks it, lacks it. 0 for none."""
        return self.one.cell("nyeste")

    @property
    def gain(self) -> dict[str, str]:
        """The class's mean gain: pupils with both tests, mean, and the limits of its interval."""
        return {key: self.one.cell(key) for key in ("antal", "middel", "nedre", "oevre")}

    @property
    def states(self) -> dict[str, str]:
        """How many pupils are in each state."""
        return {key: self.one.cell(key) for key in STATES}

    def test(self, place: int) -> dict[str, str]:
        """Give the cells of a test, the oldest being 1."""
        return {key: self.tests.cell(key, place) for key in ("navn", "antal", "median", "q1", "q3")}

    def series(self) -> dict[str, tuple[str, str]]:
        """Give x and y of what the strip draws, and the half width of its bands."""
        dots = {
            f"prik_{place}": (self._dots.cells(f"x{place}"), self._dots.cells(f"y{place}"))
            for place in range(1, OCCASIONS + 1)
        }
        return {
            **dots,
            **{
                key: (self.tests.cells(f"p_{key}"), self.tests.cells("p_y"))
                for key in ("midte", "bredde", "median")
            },
        }

    def _write_one(self) -> None:
        """Write what there is one of; a pupil's gain counts only where its error is known."""
        one, gains, errors = self.one, "e_fremgang", "e_fejl"
        one.add("elever", lambda _: 'SUMPRODUCT((e_navn<>"")*1)', 0)
        one.add("decimaler", lambda _: DECIMALS, 0)
        one.add("antal", lambda _: f"MIN(COUNT({gains}),COUNT({errors}))", 0)
        count = one.cell("antal")
        one.add("middel", lambda _: f'IF({count}=0,"",AVERAGE({gains}))')
        one.add("fejl", lambda _: f'IF({count}=0,"",SQRT(SUMSQ({errors}))/{count})')
        for key, sign in (("nedre", "-"), ("oevre", "+")):
            limit = f"{one.cell('middel')}{sign}{Z}*{one.cell('fejl')}"
            one.add(key, lambda _, limit=limit: f'IF({count}=0,"",{limit})')  # type: ignore[misc]
        for key, word in STATES.items():
            one.add(key, lambda _, word=word: f'COUNTIF(e_status,"{word}")', 0)  # type: ignore[misc]

    def _write_tests(self) -> None:
        """Write a row a test; a result in words is counted, but has no median and no place."""
        tests, pupils = self.tests, self.pupils
        tests.add("navn", lambda k: f'IF({occasion("t_navn", k)}="","",{occasion("t_navn", k)})')
        tests.add("antal", lambda k: f'SUMPRODUCT((t_{k}<>"")*1)', 0)
        tests.add("median", lambda k: _of_enough(k, f"MEDIAN(t_{k})"))
        tests.add("q1", lambda k: _of_enough(k, f"QUARTILE(t_{k},1)"))
        tests.add("q3", lambda k: _of_enough(k, f"QUARTILE(t_{k},3)"))
        tests.add("lavest", lambda k: f"IF(COUNT(t_{k})=0,0,MIN(t_{k}))", 0)
        tests.add("hoejest", lambda k: f"IF(COUNT(t_{k})=0,0,MAX(t_{k}))", 0)
        taken_by_half = f"AND({pupils}>0,2*{{antal}}>={pupils})"
        tests.add("faelles", lambda k: f"IF({taken_by_half.format(antal=tests.cell('antal', k))},{k},0)", 0)
        self.one.add("nyeste", lambda _: f"MAX({tests.cells('faelles')})", 0)

    def _write_picture(self) -> None:
        """Write where the strip draws the middle half and the median of each test."""
        tests = self.tests

        def across(key: str, k: int) -> str:
            return self._across(tests.cell(key, k), k)

        def known(k: int, formula: str, otherwise: int) -> str:
            differ = f"{tests.cell('hoejest', k)}>{tests.cell('lavest', k)}"
            return f"IF(AND(ISNUMBER({tests.cell('median', k)}),{differ}),{formula},{otherwise})"

        tests.add("p_midte", lambda k: known(k, f"({across('q1', k)}+{across('q3', k)})/2", OFF), OFF)
        tests.add("p_bredde", lambda k: known(k, f"({across('q3', k)}-{across('q1', k)})/2", 0), 0)
        tests.add("p_median", lambda k: known(k, across("median", k), OFF), OFF)
        tests.add("p_y", lambda k: f"{_BAND - k:.2f}", 0)

    def _across(self, value: str, k: int) -> str:
        """Place a value between the lowest and the highest result of its test."""
        low, high = self.tests.cell("lavest", k), self.tests.cell("hoejest", k)
        return f"({value}-{low})/MAX({high}-{low},0.000001)*{_BINS}"

    def _write_dots(self, k: int) -> None:
        """Place a dot for each result of a test; equal ones stand on each other."""
        dots, tests, x = self._dots, self.tests, f"x{k}"

        def place(row: int) -> str:
            value = at(f"t_{k}", row)
            alike = f"{tests.cell('hoejest', k)}={tests.cell('lavest', k)}"
            found = f"IF({alike},{_BINS // 2},ROUND({self._across(value, k)},0))"
            return f"IF(ISNUMBER({value}),{found},{OFF})"

        def height(row: int) -> str:
            here = dots.cell(x, row)
            before = f"COUNTIF({dots.down_to(x, row)},{here})-1"
            return f"IF({here}<0,0,{_FIRST_DOT - k:.2f}+MIN({_MOST_DOTS},{before})*{_DOT_STEP})"

        dots.add(x, place, OFF)
        dots.add(f"y{k}", height, 0)


def _of_enough(k: int, formula: str) -> str:
    return f'IF(COUNT(t_{k})<{_FEWEST},"",{formula})'
