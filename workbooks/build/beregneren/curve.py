"""The points of the curve on "En elev" of `beregneren`: what it draws, and where it is broken.

Each series of tests has a scale of its own in the figure, for points of different units have none in
common; a line goes only between two results of one series.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.parts import OCCASIONS, Block, Z, occasion
from workbooks.build.kit.look import Book, area
from workbooks.build.kit.pictures import OFF

_BOTTOM, _TOP = 0.08, 0.92  # of the figure's height: air below and above
_MIDDLE = 0.5


class Curve:
    """The helper cells of the curve of the pupil in the row ``one`` has found."""

    def __init__(self, book: Book, sheet: Worksheet, one: Block, place: tuple[int, int]) -> None:
        top, left = place
        self._sheet, self._row = sheet, f"MAX(1,{one.cell('raekke')})"
        self._shown = one.cell("vist")
        self._is_chosen = f"{one.cell('raekke')}>0"
        self._scales = Block(book, sheet, top, left, OCCASIONS)
        self._write_scales()
        below = top + OCCASIONS + 2
        self._ends = Block(book, sheet, below, left, 2 * OCCASIONS)
        self._lines = Block(book, sheet, below, left + 3, 2 * OCCASIONS)
        self._expected = Block(book, sheet, below, left + 6, 2)
        self._write_ends()
        self._write_lines()
        self._write_expected()

    def series(self) -> dict[str, tuple[str, str]]:
        """Give x and y of every series."""
        found: dict[str, tuple[str, str]] = {"brud": self._pair(self._scales, "brud_x", "brud_y")}
        for k in range(1, OCCASIONS + 1):
            found[f"soejle_{k}"] = self._two(self._ends, "soejle", k)
        for k in range(2, OCCASIONS + 1):
            found[f"linje_{k}"] = self._two(self._lines, "linje", k)
        found["ventet"] = self._pair(self._expected, "ventet_x", "ventet_y")
        found["prik"] = self._pair(self._scales, "prik_x", "prik_y")
        return found

    def _pair(self, block: Block, x: str, y: str) -> tuple[str, str]:
        return block.cells(x), block.cells(y)

    def _two(self, block: Block, key: str, k: int) -> tuple[str, str]:
        """Give the two rows of the k-th bar or line."""
        first, last = block.top + 2 * k - 2, block.top + 2 * k - 1
        x, y = block.left, block.left + 1
        return area(self._sheet, first, x, last, x), area(self._sheet, first, y, last, y)

    def _write_scales(self) -> None:
        """Find each result's height on the scale of its series, the result before it, and the breaks."""
        scales, row = self._scales, self._row
        # Raw points are a scale of their own in each test: they have a place, and no line to another.
        own = "COUNT(x_{0})=0"
        scales.add(
            "serie",
            lambda k: (
                f'IF({occasion("t_serie", k)}="","",{occasion("t_serie", k)}&IF({own.format(k)}," {k}",""))'
            ),
        )
        scales.add("antal", "IF(COUNT(x_{0})=0,COUNT(t_{0}),COUNT(x_{0}))".format, 0)
        scales.add("x", lambda k: self._number(f"IF({own.format(k)},INDEX(t_{k},{row}),INDEX(x_{k},{row}))"))
        scales.add("s", lambda k: self._number(f"INDEX(s_{k},{row})"))
        # The whole class sets the scale: one pupil's figure can be laid beside another's.
        for key, end, sign in (("lavest", "MIN", "-"), ("hoejest", "MAX", "+")):
            points = f"IF(COUNT(t_{{0}})=0,0,{end}(t_{{0}}))"
            reach = f"IF(COUNT(x_{{0}})=0,{points},{end}(x_{{0}}){sign}{Z}*MAX(s_{{0}}))"
            scales.add(key, reach.format, 0)
        scales.add("bund", lambda k: self._of_series("MIN", "lavest", k), 0)
        scales.add("loft", lambda k: self._of_series("MAX", "hoejest", k), 0)
        scales.add("prik_x", lambda k: f"IF({self._is_there(k)},{k},{OFF})", OFF)
        scales.add(
            "prik_y", lambda k: f"IF({self._is_there(k)},{self._height(k, scales.cell('x', k))},{_MIDDLE})", 0
        )
        scales.add("foer", self._before, 0)
        scales.add("brud_x", self._break, OFF)
        scales.add("brud_y", lambda _: str(_MIDDLE), _MIDDLE)

    def _number(self, value: str) -> str:
        return f'IF({self._is_chosen},IF(ISNUMBER({value}),{value},""),"")'

    def _of_series(self, which: str, key: str, k: int) -> str:
        """Give the end of the scale of a whole series, over its tests with results."""
        scales = self._scales

        def end(other: int) -> str:
            same = f"{scales.cell('serie', other)}={scales.cell('serie', k)}"
            counts = f"AND({same},{scales.cell('antal', other)}>0)"
            return f"IF({counts},{scales.cell(key, other)},{scales.cell(key, k)})"

        return f"{which}({','.join(end(other) for other in range(1, OCCASIONS + 1))})"

    def _height(self, k: int, value: str) -> str:
        low, high = self._scales.cell("bund", k), self._scales.cell("loft", k)
        return f"IF({high}>{low},{_BOTTOM}+{_TOP - _BOTTOM:.2f}*({value}-{low})/({high}-{low}),{_MIDDLE})"

    def _is_there(self, k: int) -> str:
        return f"ISNUMBER({self._scales.cell('x', k)})"

    def _before(self, k: int) -> str:
        """Find the nearest test before with a result of this pupil; 0 for none."""
        chain = "0"
        for other in range(1, k):
            chain = f"IF({self._is_there(other)},{other},{chain})"
        return chain

    def _break(self, k: int) -> str:
        """Place the line of a break half way to the test before, where that is of another series."""
        if k == 1:
            return str(OFF)
        here, there = self._scales.cell("serie", k), self._scales.cell("serie", k - 1)
        both = f'AND({self._is_chosen},{here}<>"",{there}<>"",{here}<>{there})'
        return f"IF({both},{k - 0.5},{OFF})"

    def _write_ends(self) -> None:
        """Write both ends of each result's interval; it has no length where the error is not known."""
        scales = self._scales

        def x(place: int) -> str:
            k = (place + 1) // 2
            return f"IF(AND({self._is_there(k)},ISNUMBER({scales.cell('s', k)})),{k},{OFF})"

        def y(place: int) -> str:
            k, sign = (place + 1) // 2, "-" if place % 2 else "+"
            end = self._height(k, f"({scales.cell('x', k)}{sign}{Z}*{scales.cell('s', k)})")
            return f"IF({self._ends.cell('soejle_x', place)}>0,{end},{_MIDDLE})"

        self._ends.add("soejle_x", x, OFF)
        self._ends.add("soejle_y", y, 0)

    def _write_lines(self) -> None:
        """Write a line from the result before, where it is of the same series."""
        scales = self._scales

        def joins(k: int) -> str:
            before = scales.cell("foer", k)
            same = f"INDEX({scales.cells('serie')},MAX(1,{before}))={scales.cell('serie', k)}"
            return f"IF({self._is_there(k)},IF({before}>0,{same},FALSE),FALSE)"

        def x(place: int) -> str:
            k = (place + 1) // 2
            return f"IF({joins(k)},{scales.cell('foer', k) if place % 2 else k},{OFF})"

        def y(place: int) -> str:
            k = (place + 1) // 2
            there = f"INDEX({scales.cells('prik_y')},MAX(1,{scales.cell('foer', k)}))"
            end = there if place % 2 else scales.cell("prik_y", k)
            return f"IF({self._lines.cell('linje_x', place)}>0,{end},{_MIDDLE})"

        self._lines.add("linje_x", x, OFF)
        self._lines.add("linje_y", y, 0)

    def _write_expected(self) -> None:
        """Write the way from the result before to the expected one, where it has a place on the scale.

        A norm tells the expected result as it is shown; it is on the common scale where that is the
        scale it is shown on, or the place in a normal distribution that a percentile is. Across a break
        in the series the expected result stands alone: no line crosses it.
        """
        scales, expected = self._scales, self._expected
        before, newest = "MAX(1,j_fra)", "MAX(1,j_til)"
        here, wanted = f"INDEX({scales.cells('x')},{newest})", f"INDEX(e_forventet,{self._row})"
        as_percentile = f'IF(ABS(NORMSINV({self._shown}/100)-{here})<0.01,NORMSINV({wanted}/100),"")'
        placed = f"IF(ABS({self._shown}-{here})<0.000001,{wanted},{as_percentile})"
        can = f"AND({self._is_chosen},j_til>0,j_fra>0,ISNUMBER({wanted}),ISNUMBER({here}))"
        expected.add("ventet", lambda _: f'IF({can},IFERROR({placed},""),"")')
        there = expected.cell("ventet")
        series = scales.cells("serie")
        same = f"INDEX({series},{before})=INDEX({series},{newest})"
        joins = f"AND({same},INDEX({scales.cells('prik_x')},{before})>0)"
        low, high = (f"INDEX({scales.cells(key)},{newest})" for key in ("bund", "loft"))
        height = f"{_BOTTOM}+{_TOP - _BOTTOM:.2f}*({there}-{low})/MAX({high}-{low},0.000001)"

        def x(place: int) -> str:
            start = f"IF({joins},j_fra,j_til)" if place == 1 else "j_til"
            return f"IF(ISNUMBER({there}),{start},{OFF})"

        def y(place: int) -> str:
            begin = f"INDEX({scales.cells('prik_y')},{before})"
            start = f"IF({joins},{begin},{height})" if place == 1 else height
            return f"IF(ISNUMBER({there}),{start},{_MIDDLE})"

        expected.add("ventet_x", x, OFF)
        expected.add("ventet_y", y, 0)
