"""Every row of tests/gold/times.toml, and any text at all."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.claim import CueClass
from worker.extraction.attribution import CueMatch, find_attributions, load_tables
from worker.extraction.claims.times import Calendar, content_time, find_times, load_calendar, reported_at
from worker.extraction.claims.times.days import Period

GOLD = Path(__file__).parents[3] / "gold" / "times.toml"
EXPRESSIONS = GOLD.with_name("time_expressions.toml")
WEDNESDAY = date(2020, 9, 30)
WORDS = (
    "on",
    "Monday",
    "last",
    "week",
    "5",
    "May",
    "2020",
    "yesterday",
    "next",
    "year",
    "February",
    "31",
    ",",
    ".",
    "-",
    "🙂",
)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return load_calendar("en")


def _rows() -> Iterator[object]:
    for row in tomllib.loads(GOLD.read_text("utf-8"))["rows"]:
        yield pytest.param(row, id=row["shows"])
        yield pytest.param(row["near_miss"], id=f"not {row['near_miss']['why']}")


@pytest.mark.parametrize("row", list(_rows()))
def test_times_are_those_of_the_gold_row(row, parse_text, calendar):
    parsed = parse_text(row["text"])
    (paragraph,) = parsed.paragraphs
    published_at = None if row.get("unpublished") else WEDNESDAY
    first = find_attributions(parsed, load_tables("en"))[row.get("attribution", 0)]
    assert first.cue is not None
    (times,) = find_times(parsed.paragraphs, calendar, published_at).values()
    reported = reported_at(paragraph, first.cue, first.content, times)
    content = content_time(paragraph, first.content, times)
    assert (reported and reported.value) == row.get("reported")
    assert (content and content.value) == row.get("content")


def test_expressions_mean_what_an_author_who_had_not_seen_the_rules_says(parse_text, calendar):
    of = right = weekdays = right_weekdays = 0
    for row in tomllib.loads(EXPRESSIONS.read_text("utf-8"))["rows"]:
        parsed = parse_text(row["text"])
        published_at = None if row.get("unpublished") else date.fromisoformat(row.get("published", "2020-09-30"))
        found = [each for here in find_times(parsed.paragraphs, calendar, published_at).values() for each in here]
        behind = 0
        for each in row["expressions"]:
            if not {"value", "start"} & set(each):
                continue
            start = max(row["text"].find(each["words"], behind), row["text"].find(each["words"]))
            behind = start + 1
            end = start + len(each["words"])
            told = [it.period for it in found if it.words.start_char < end and start < it.words.end_char]
            is_right = any(_means(period, each) for period in told)
            of, right = of + 1, right + is_right
            if each["words"].lower() in calendar.words.weekdays:
                weekdays, right_weekdays = weekdays + 1, right_weekdays + is_right
    assert of > 180
    assert right >= 0.97 * of
    assert weekdays > 70
    assert right_weekdays >= 0.99 * weekdays


def _means(period: Period, expected: dict[str, str]) -> bool:
    start = period.first.isoformat() if period.first else None
    return (period.value, start) == (expected.get("value"), (expected.get("start") or "")[:10] or None)


def test_what_has_no_day_of_publication_has_no_day(parse_text, calendar):
    for row in tomllib.loads(EXPRESSIONS.read_text("utf-8"))["rows"]:
        parsed = parse_text(row["text"])
        for mentions in find_times(parsed.paragraphs, calendar, None).values():
            assert all(each.period.anchor != "date_published" for each in mentions)


def test_a_week_is_told_from_monday_to_sunday(parse_text, calendar):
    text = "The bridge fell last week."
    (paragraph,) = parse_text(text).paragraphs
    (times,) = find_times([paragraph], calendar, WEDNESDAY).values()
    found = content_time(paragraph, [(0, len(text))], times)
    assert found is not None
    assert (found.start, found.end, found.anchor) == ("2020-09-21", "2020-09-27", "date_published")
    assert text[found.span.start : found.span.end] == found.span.exact == "last week"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On Sunday, the depot burned down and two guards died.", ["2020-09-27", "2020-09-27"]),
        ("The depot burned down on Sunday, and two guards are in custody.", ["2020-09-27", None]),
        ("On Sunday, the depot burned down. Two guards died.", ["2020-09-27", None]),
        ("On Sunday the depot burned down, and two guards died on Monday.", ["2020-09-27", "2020-09-28"]),
    ],
    ids=["joined", "behind the first", "another sentence", "with a day of its own"],
)
def test_a_day_in_front_is_of_all_that_a_sentence_joins(text, days, extract):
    assert [claim.time and claim.time.start for claim in extract(text, WEDNESDAY).claims] == days


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.one_of(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join), st.text(max_size=60)),
    ends=st.tuples(st.integers(0, 80), st.integers(0, 80)),
    published_at=st.none() | st.dates(),
)
def test_any_text_gives_times_inside_it(text, ends, published_at, parse_text, calendar):
    start, end = min(ends), max(ends) + 1
    parsed = parse_text(text)
    times = find_times(parsed.paragraphs, calendar, published_at)
    for paragraph in parsed.paragraphs:
        cue = CueMatch((start, end), "say", CueClass.SAY)
        found = (
            content_time(paragraph, [(0, len(parsed.article.text))], times[paragraph.paragraph.start]),
            reported_at(paragraph, cue, [], times[paragraph.paragraph.start]),
        )
        for each in found:
            if each is not None:
                assert parsed.article.text[each.span.start : each.span.end] == each.span.exact
                assert (each.start or "") <= (each.end or "")
