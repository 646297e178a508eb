"""The same story on many sites: recognised over all workers, and named after its first job."""

from dataclasses import replace

from worker.article.signature import signature_of

STORY = " ".join(
    f"Minister number {number} of district {number * 7} told reporters that {number * 13} workers had left the port "
    f"of Harbour{number} before noon."
    for number in range(12)
)
OTHER = " ".join(
    f"Doctor {number} at Hospital{number} wrote that {number * 11} patients were treated after the flood of {number}."
    for number in range(12)
)
BACKGROUND = " ".join(
    f"The long dispute number {number} over wages in Region{number} began in 19{50 + number}." for number in range(5)
)


def first_like(desk, job, text):
    return desk.texts.first_like(job, signature_of(text))


def test_the_first_job_is_named_to_all_that_come_later(desk):
    assert first_like(desk, "a", STORY) is None
    assert first_like(desk, "b", f"Harbour strike\n\n{STORY}") == "a"
    assert first_like(desk, "c", f"{STORY}\n\nSign up for our letter") == "a"


def test_a_repeated_step_gets_the_same_answer(desk):
    assert [first_like(desk, job, STORY) for job in ("a", "a", "b", "b", "a")] == [None, None, "a", "a", None]


def test_a_text_that_was_cut_is_the_same_story_and_so_is_the_whole_after_its_part(desk):
    sentences = STORY.split(". ")
    assert first_like(desk, "part", ". ".join(sentences[:7])) is None
    assert first_like(desk, "whole", STORY) == "part"


def test_stories_with_a_common_background_are_two(desk):
    assert first_like(desk, "a", f"{STORY} {BACKGROUND}") is None
    assert first_like(desk, "b", f"{OTHER} {BACKGROUND}") is None


def test_reports_of_one_kind_are_two_when_their_names_and_figures_differ(desk):
    def results(firm: str, figures: list[int]) -> str:
        return " ".join(
            f"{firm} said that net income for the quarter was ${figure} million, up from ${figure - 3} million in the "
            "same period of last year, and that it would keep its forecast for the year as it had been given."
            for figure in figures
        )

    assert first_like(desk, "a", results("Aldane", [120, 431, 77])) is None
    assert first_like(desk, "b", results("Brolin", [218, 650, 34])) is None
    assert first_like(desk, "c", results("Aldane", [120, 431, 77])) == "a"


def test_a_text_is_forgotten_after_its_time(desk):
    assert first_like(desk, "a", STORY) is None
    names = list(desk.client.scan_iter(f"{desk.prefix}*"))
    assert names
    assert all(0 < desk.client.pttl(name) <= desk.pacing.same_text_window_ms for name in names)


def test_nothing_is_kept_where_it_is_turned_off(desk):
    off = replace(desk, pacing=replace(desk.pacing, same_text_window_ms=0))
    assert [first_like(off, job, STORY) for job in ("a", "b")] == [None, None]
    assert list(desk.client.scan_iter(f"{desk.prefix}*")) == []


def test_a_purged_job_is_named_no_more_and_its_story_has_a_new_first(desk):
    first_like(desk, "a", STORY)
    desk.client.delete(f"{desk.prefix}text:a")
    assert [first_like(desk, job, STORY) for job in ("b", "c")] == [None, "b"]


def test_a_story_that_comes_often_takes_the_room_of_one(desk):
    first_like(desk, "first", STORY)
    before = len(list(desk.client.scan_iter(f"{desk.prefix}*")))
    assert {first_like(desk, f"again-{number}", STORY) for number in range(40)} == {"first"}
    assert len(list(desk.client.scan_iter(f"{desk.prefix}*"))) == before + 40
