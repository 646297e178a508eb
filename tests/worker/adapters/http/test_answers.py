"""Retry-After in both of its forms."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.adapters.http.answers import retry_after_seconds

NOW = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0),
        (" 120 ", 120),
        ("9" * 5_000, float("inf")),
        ("Tue, 14 May 2024 12:01:00 GMT", 60),
        ("Tue, 14 May 2024 11:00:00 GMT", 0),
        ("Tue, 21 May 2024 12:00:00 GMT", 604_800),
        ("Tue, 14 May 2024 12:01:00", 60),
    ],
)
def test_wait_is_read(header, seconds):
    assert retry_after_seconds(header, now=NOW) == seconds


@given(st.text(max_size=40))
def test_any_header_gives_a_wait_or_none(header):
    seconds = retry_after_seconds(header, now=NOW)
    assert seconds is None or seconds >= 0
