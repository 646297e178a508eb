"""The table of codes and the code that raises them name the same codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.codes import CODES, Repetition
from contract.report import Stage
from worker.adapters.http.failures import TRANSIENT, UNAVAILABLE, Failure
from worker.gate import GIVEN_UP

ROOT = Path(__file__).parents[2]
ROWS = {row.code: row for row in CODES}
FAMILIES = {code.partition(".")[0] for code in ROWS}
CODE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
NOT_CODES = {
    "article.published",  # the name of a meta tag that holds a date
}
CALLS_THAT_TAKE_A_CODE = re.compile(r".*(Error|Refusal|NotConfigured|JobRejected|Unreadable|WaitTimeout|JobFailed)")
ONLY_OF_A_PAGE = {
    Failure.TOO_LARGE,
    Failure.TOO_MANY_REDIRECTS,
    Failure.BAD_ENCODING,
    Failure.HTTP_4XX,
    Failure.RATE_LIMITED,
    Failure.HTTP_5XX,
}
"""A POST is answered with any status, follows no redirect and reads no more than it wants."""


def trees() -> Iterator[ast.AST]:
    for package in ("contract", "producer", "worker"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if path != ROOT / "contract/codes.py":
                yield ast.parse(path.read_text("utf8"), str(path))


def literals(tree: ast.AST) -> Iterator[str]:
    """Yield what looks like a code: of a family of the table, or where an error takes its code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            if node.value.partition(".")[0] in FAMILIES:
                yield node.value
        elif isinstance(node, ast.Call) and CALLS_THAT_TAKE_A_CODE.fullmatch(ast.unparse(node.func)):
            given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]
            for word in given:
                if isinstance(word, ast.Constant) and CODE.fullmatch(str(word.value)):
                    yield str(word.value)


def of_any_stage(tree: ast.AST) -> Iterator[str]:
    """Yield the second half of each code that is put together from the stage and a word."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and len(node.values) == 2:
            stage, word = node.values
            if isinstance(stage, ast.FormattedValue) and isinstance(word, ast.Constant):
                said = re.fullmatch(r"\.([a-z_]+)", str(word.value))
                if said and ast.unparse(stage.value).endswith("stage"):
                    yield said[1]


def used_codes() -> set[str]:
    found = {code for tree in trees() for code in literals(tree)} - NOT_CODES
    found |= {f"{stage}.{word}" for tree in trees() for word in of_any_stage(tree) for stage in Stage}
    found |= {f"{stage}.{why}" for why in GIVEN_UP for stage in Stage}
    found |= {f"{Stage.FETCH}.{failure}" for failure in Failure}
    return found | {f"{Stage.DELIVER}.{failure}" for failure in set(Failure) - ONLY_OF_A_PAGE}


def test_no_code_stands_twice():
    assert len(ROWS) == len(CODES)


def test_every_code_that_is_used_has_a_row():
    assert used_codes() - ROWS.keys() == set()


def test_every_row_is_used():
    assert ROWS.keys() - used_codes() == set()


@pytest.mark.parametrize("failure", Failure)
def test_a_failed_call_is_tried_again_exactly_where_the_table_says_so(failure):
    if failure in UNAVAILABLE:
        expected = Repetition.WAITED_FOR
    else:
        expected = Repetition.TRIED_AGAIN if failure in TRANSIENT else Repetition.PERMANENT
    assert ROWS[f"fetch.{failure}"].repetition is expected
    if failure not in ONLY_OF_A_PAGE:
        of_a_delivery = Repetition.WAITED_FOR if failure in UNAVAILABLE else Repetition.TRIED_AGAIN
        assert ROWS[f"deliver.{failure}"].repetition is of_a_delivery


def test_an_error_class_raises_the_repetition_of_its_row():
    repetition = {
        "PermanentError": Repetition.PERMANENT,
        "TransientError": Repetition.TRIED_AGAIN,
        "UnavailableError": Repetition.WAITED_FOR,
        "EndpointGoneError": Repetition.WAITED_FOR,
    }
    wrong = [
        code.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (kind := repetition.get(ast.unparse(node.func))) and node.args
        if isinstance(code := node.args[0], ast.Constant)
        if code.value in ROWS and ROWS[code.value].repetition is not kind
    ]
    assert wrong == []
