"""The worker behind Calc and the line to it: answers, death, nonsense, and calls that hang."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from xl_beregner.addin.calc import pythons
from xl_beregner.addin.calc.functions import Failed, Functions
from xl_beregner.addin.calc.link import BrokenError, Link, OverdueError, UnreachableError
from xl_beregner.hosts.calc_worker import answer, serve
from xl_beregner.hosts.engine import evaluate

CALL = {"function": "BEREGNER_FREMGANG", "arguments": [32.5, 47.5, 3.354, 3.354], "language": "da"}


def question(**changed: Any) -> dict[str, Any]:
    return {"id": 7} | CALL | changed


# --- What the worker answers ---------------------------------------------------------------------
def test_the_worker_answers_as_evaluate() -> None:
    told = answer(question())
    assert told == {"id": 7, "rows": evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)}


def test_an_own_error_is_its_sentence_and_its_code() -> None:
    told = answer(question(arguments=[1, 2, 3, -3]))
    assert told["code"] == "#NUM!"
    assert "rows" not in told
    assert len(told["error"]) > 10


def test_a_sentence_comes_in_the_language_asked_for() -> None:
    danish, swedish = (answer(question(arguments=[1], language=spoken))["error"] for spoken in ("da", "sv"))
    assert danish != swedish


def test_a_bug_is_told_by_its_type_alone() -> None:
    told = answer({"id": 1, "function": "BEREGNER_FREMGANG", "arguments": "Anna Hansen", "language": "da"})
    assert set(told) <= {"id", "bug", "error", "code"}
    assert "Anna" not in json.dumps(told)
    assert answer({"id": 2})["bug"] == "KeyError"


def test_an_empty_text_in_a_range_is_a_blank_cell() -> None:
    told = answer(question(arguments=[[[1.0], [""]], [[2.0], [3.0]], 3.0, 3.0]))
    assert told["rows"][1] == [None] * 6


def test_a_cut_range_keeps_its_height() -> None:
    tall = {"rows": [[1.0], [2.0]], "height": 1_048_576}
    assert len(answer(question(arguments=[tall, tall, 3.0, 3.0]))["rows"]) == 2
    short = {"rows": [[1.0], [2.0]], "height": 3}
    assert answer(question(arguments=[tall, short, 3.0, 3.0]))["code"] == "#VALUE!"


def test_the_worker_says_it_is_ready_and_ends_with_its_input() -> None:
    out = io.StringIO()
    serve([json.dumps(question()), json.dumps(question(id=8))], out)
    ready, first, second = map(json.loads, out.getvalue().splitlines())
    assert "ready" in ready
    assert (first["id"], second["id"]) == (7, 8)


# --- The line ------------------------------------------------------------------------------------
def link(tmp_path: Path, script: str, **limits: float) -> Link:
    """Make a line to a worker of this script; ``starts`` counts how often it was started."""
    file = tmp_path / "worker.py"
    head = f"import json, sys, time\nopen({str(tmp_path / 'starts')!r}, 'a').write('x')\n"
    file.write_text(head + "print(json.dumps({'ready': '1'}), flush=True)\n" + script)
    return Link([sys.executable], arguments=[str(file)], **limits)


def starts(tmp_path: Path) -> int:
    return len((tmp_path / "starts").read_text())


ECHO = "for line in sys.stdin: print(json.dumps({'id': json.loads(line)['id'], 'rows': [[1]]}), flush=True)\n"


def test_the_real_worker_answers_over_the_line() -> None:
    line = Link([sys.executable])
    try:
        assert line.ask(CALL)["rows"] == evaluate("BEREGNER_FREMGANG", 32.5, 47.5, 3.354, 3.354)
    finally:
        line.forget()


def test_one_worker_serves_many_calls(tmp_path: Path) -> None:
    line = link(tmp_path, ECHO)
    assert [line.ask({})["rows"] for _ in range(3)] == [[[1]]] * 3
    line.forget()
    assert starts(tmp_path) == 1


def test_a_worker_that_died_is_replaced_and_asked_again(tmp_path: Path) -> None:
    dies_first = f"if open({str(tmp_path / 'starts')!r}).read() == 'x': sys.stdin.readline(); sys.exit()\n"
    line = link(tmp_path, dies_first + ECHO)
    assert line.ask({})["rows"] == [[1]]
    line.forget()
    assert starts(tmp_path) == 2


def test_a_call_that_kills_every_worker_is_given_up_after_two(tmp_path: Path) -> None:
    line = link(tmp_path, "sys.stdin.readline()\n")
    with pytest.raises(BrokenError):
        line.ask({})
    assert starts(tmp_path) == 2


@pytest.mark.parametrize("nonsense", ["not json", "[1]", '{"id": 999}', "null"])
def test_nonsense_is_no_answer(tmp_path: Path, nonsense: str) -> None:
    line = link(tmp_path, f"for line in sys.stdin: print({nonsense!r}, flush=True)\n")
    with pytest.raises(BrokenError):
        line.ask({})
    assert starts(tmp_path) == 2


def test_a_call_that_hangs_is_ended_and_the_next_gets_a_new_worker(tmp_path: Path) -> None:
    hangs_first = f"if open({str(tmp_path / 'starts')!r}).read() == 'x': time.sleep(60)\n"
    line = link(tmp_path, hangs_first + ECHO, call_seconds=1)
    begin = time.monotonic()
    with pytest.raises(OverdueError):
        line.ask({})
    assert time.monotonic() - begin < 10
    assert line.ask({})["rows"] == [[1]]
    line.forget()


def test_a_worker_that_does_not_read_holds_nobody_past_the_limit(tmp_path: Path) -> None:
    line = link(tmp_path, "time.sleep(60)\n", call_seconds=1)
    with pytest.raises(OverdueError):
        line.ask({"arguments": ["x" * 1_000_000]})


def test_calls_from_several_threads_each_get_their_own_answer(tmp_path: Path) -> None:
    script = (
        "for line in sys.stdin:\n"
        "    a = json.loads(line)\n"
        "    print(json.dumps({'id': a['id'], 'rows': a['n']}), flush=True)\n"
    )
    line, told = link(tmp_path, script), {}
    threads = [
        threading.Thread(target=lambda n=n: told.update({n: line.ask({"n": n})["rows"]})) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.forget()
    assert told == {n: n for n in range(20)}


def test_no_python_is_found_out_once_and_not_for_every_cell(tmp_path: Path) -> None:
    line = Link([str(tmp_path / "nobody")])
    for _ in range(2):
        with pytest.raises(UnreachableError):
            line.ask({})


def test_the_next_python_is_tried_where_the_first_does_not_answer(tmp_path: Path) -> None:
    dead = tmp_path / "dead"
    dead.write_text("#!/bin/sh\nexit 1\n")
    dead.chmod(0o755)
    line = Link([str(dead), sys.executable])
    assert "rows" in line.ask(CALL)
    assert line.python == sys.executable
    line.forget()


def test_the_python_told_comes_first_then_the_variable(tmp_path: Path) -> None:
    told, by_variable = tmp_path / "told", tmp_path / "variable"
    for file in (told, by_variable):
        file.write_text("")
    found = pythons.candidates(str(told), {"XL_BEREGNER_PYTHON": str(by_variable)})
    assert found[:2] == [str(told), str(by_variable)]
    assert str(tmp_path / "gone") not in pythons.candidates(str(tmp_path / "gone"), {})


# --- A call as Calc makes it ---------------------------------------------------------------------
class Answering:
    """A line that says what it is told to, and remembers what it was asked."""

    def __init__(self, told: Any) -> None:
        self.told, self.asked = told, []  # type: ignore[var-annotated]
        self.version, self.python = "1", "python"

    def ask(self, asked: Any) -> Any:
        self.asked.append(asked)
        if isinstance(self.told, Exception):
            raise self.told
        return self.told

    def forget(self) -> None:
        pass


class Words(dict):  # type: ignore[type-arg]
    def __missing__(self, key: str) -> str:
        return key


def functions(told: Any) -> Functions:
    settings = {"python": "p", "language": "da", "service": "dk.xlberegner.Calc", "words": Words()}
    return Functions(settings, Answering(told))  # type: ignore[arg-type]


def test_a_blank_of_the_answer_is_an_empty_text_and_a_number_a_float() -> None:
    assert functions({"rows": [[1, None, "ord"]]}).call(None, "BEREGNER_X", [1.0]) == [[1.0, "", "ord"]]


def test_arguments_left_out_at_the_end_are_not_sent() -> None:
    asked = functions({"rows": [[1]]})
    asked.call(None, "BEREGNER_X", [1.0, None, 2.0, None, None])
    assert asked.link.asked[0]["arguments"] == [1.0, None, 2.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ({"error": "e", "code": "#N/A"}, 32767),
        ({"error": "e", "code": "#NUM!"}, 503),
        ({"error": "e", "code": "#VALUE!"}, 519),
        ({"bug": "KeyError"}, 519),
        (UnreachableError(), 525),
        (OverdueError(), 523),
        (BrokenError(), 519),
    ],
)
def test_every_way_to_fail_has_its_number_and_its_sentence(told: Any, number: int) -> None:
    asked = functions(told)
    with pytest.raises(Failed) as caught:
        asked.call(None, "BEREGNER_X", [1.0])
    assert caught.value.number == number
    assert len(asked.recorded()) == 1
    assert asked.recorded() == []


def test_an_error_is_a_nan_that_carries_its_number() -> None:
    import struct

    (bits,) = struct.unpack("<Q", struct.pack("<d", Failed(32767).as_double()))
    assert bits & 0xFFFFFFFF == 32767
    assert Failed(503).as_double() != Failed(503).as_double()


def test_the_connection_is_told_either_way() -> None:
    assert functions({"id": 1, "error": "?"}).connection() == "forbindelse"
    assert functions(UnreachableError()).connection() == "ingen_forbindelse"
