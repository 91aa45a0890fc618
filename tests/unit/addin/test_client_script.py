"""The client script under a stubbed Excel in Node; what it meets in Chromium stands in ``e2e``.

The scenes are ``client_harness.js``'s, what came of them is judged here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest

from xl_beregner.addin import pages
from xl_beregner.addin.settings import Settings
from xl_beregner.hosts.groups import GROUPS

HARNESS = Path(__file__).with_name("client_harness.js")
ROWS = {"rows": [[1.5, "", "Frem"]]}


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What came of every scene."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is missing (apt-get install nodejs)")
    script = tmp_path_factory.mktemp("client") / "functions.js"
    script.write_bytes(pages.script(Settings()))
    done = subprocess.run([node, str(HARNESS), str(script)], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_every_function_is_associated_with_its_name(scenes: Any) -> None:
    assert scenes["names"] == [f"BEREGNER_{name}" for names in GROUPS.values() for name in names]


def test_a_call_is_one_request_and_a_blank_answer_is_an_empty_text(scenes: Any) -> None:
    answer, sent = scenes["answer"]
    assert answer == ROWS
    (request,) = sent
    assert (request["path"], request["method"]) == ("/functions/call", "POST")
    assert request["headers"] == {"Content-Type": "application/json"}
    assert request["body"] == {"function": "BEREGNER_FREMGANG", "arguments": [32, 47.5], "language": "da"}


def test_the_blank_end_of_a_range_is_not_sent_and_what_is_left_out_neither(scenes: Any) -> None:
    assert scenes["trims"]["arguments"] == [
        {"rows": [[0.5], [1.5], [2.5]], "height": 1_048_576},
        {"rows": [["a", None]], "height": 3},
        {"rows": [[None]], "height": 2},
        True,
    ]


def test_excel_s_objects_are_sent_as_what_they_show(scenes: Any) -> None:
    assert scenes["objects"] == [
        {"rows": [[{"error": "#N/A"}], [7.5]], "height": 2},
        {"error": "#REF!"},
        "Ada",
    ]


def test_the_language_is_excel_s_own_or_danish(scenes: Any) -> None:
    assert scenes["languages"] == {"da-DK": "da", "sv-SE": "sv", "en-GB": "en", "nb-NO": "da", "none": "da"}


def test_an_error_of_its_own_comes_with_its_sentence_after_one_request(scenes: Any) -> None:
    codes = ["#N/A", "#VALUE!", "#VALUE!", "#VALUE!"]
    assert scenes["errors"] == [
        [{"code": code, "message": "Der mangler en score.", "own": True}, 1] for code in codes
    ]


def test_a_bug_is_told_and_the_function_is_not_run_again(scenes: Any) -> None:
    assert scenes["bug"] == [{"code": "#VALUE!", "message": "Fejl på serveren.", "own": True}, 1]
    assert scenes["no_json"][0]["message"].startswith("Serveren svarede noget uventet")
    assert scenes["no_json"][1] == 1


def test_a_network_that_fails_is_tried_once_more(scenes: Any) -> None:
    assert scenes["network_back"] == [ROWS, 2]
    answer, requests = scenes["network_gone"]
    assert requests == 2
    assert answer["message"].startswith("Serveren kan ikke nås")


def test_a_lone_zero_is_blank_where_the_sheet_says_so(scenes: Any) -> None:
    arguments, looked = scenes["lone_blank"]
    assert arguments == [None, 0, None, 0]
    assert looked == 1


def test_zeros_at_the_end_of_a_range_are_blank_where_the_sheet_says_so(scenes: Any) -> None:
    arguments, looked = scenes["blank_end"]
    assert arguments == [{"rows": [[1], [0]], "height": 4}, {"rows": [[1], [0], [2]], "height": 3}]
    assert looked == 1


def test_another_workbook_s_zero_stays_whatever_a_sheet_of_that_name_holds_here(scenes: Any) -> None:
    arguments, looked = scenes["other_book"]
    both = {"rows": [[0], [0]], "height": 2}
    assert arguments == [0, 0, 0, None, both, {"rows": [[0]], "height": 2}]
    assert looked == 1  # its sheets are not asked for, so none is missed


def test_half_an_emoji_is_sent_as_an_unreadable_character(scenes: Any) -> None:
    (raw,), arguments = scenes["half_emoji"]
    orjson.loads(raw)  # what the server reads with
    assert arguments == [{"rows": [["Ada \ufffd"], ["hel 😀"]], "height": 2}, "\ufffdb", "Ada \ufffd"]


def test_an_address_excel_cannot_find_hides_no_other(scenes: Any) -> None:
    assert scenes["unknown_address"] == [None, 0]


def test_without_the_sheet_zero_stays_zero(scenes: Any) -> None:
    assert scenes["no_excel"] == [0]


def test_calls_of_the_same_moment_look_in_the_sheet_together(scenes: Any) -> None:
    assert scenes["one_look"] == 1


def test_no_more_than_fifty_requests_are_on_their_way(scenes: Any) -> None:
    assert scenes["in_turn"] == [200, 50]


def test_a_token_is_asked_for_once_and_again_before_it_runs_out(scenes: Any) -> None:
    assert scenes["token"] == [1, 1, "Bearer h."]
    assert scenes["token_soon_out"] == 2


def test_a_token_the_server_refuses_is_asked_for_anew_once(scenes: Any) -> None:
    assert scenes["token_refused"] == [ROWS, 2, 2]


def test_without_a_token_the_user_is_told_to_sign_in(scenes: Any) -> None:
    answer, requests = scenes["no_token"]
    assert requests == 0
    assert "Log ind i Excel" in answer["message"]
