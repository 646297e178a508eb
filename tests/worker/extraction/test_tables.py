import pytest

from worker.extraction.attribution import load_tables
from worker.extraction.attribution.tables import check_cues, check_marks, check_words
from worker.extraction.tables import TableError, read_table, tables_digest

VERB = {"say": {"tell": {"clause": 0.7}}}


def test_the_english_tables_are_sound():
    tables = load_tables("en")
    assert tables.verbs["deny"]["clause"].cue_class == "deny"
    assert tables.sha256 == tables_digest("en")
    assert len(tables.sha256) == 64


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"shout": {"yell": {"clause": 0.7}}}, "no cue class"),
        ({"say": {"Tell": {"clause": 0.7}}}, "small letters"),
        ({"say": {"tell": {"sentence": 0.7}}}, "unknown frame"),
        ({"say": {"tell": {"clause": 7}}}, "precision"),
        ({"say": {"tell": {}}}, "no frame"),
        ({"say": "tell"}, "no section"),
        ({**VERB, "ask": {"tell": {"clause": 0.5}}}, "already"),
    ],
)
def test_a_broken_cue_table_is_refused(table, reason):
    with pytest.raises(TableError, match=reason):
        check_cues(table, "en/cue_verbs.toml", of="verbs")


def test_a_sound_cue_table_passes():
    assert check_cues(VERB, "en/cue_verbs.toml", of="verbs")["tell"]["clause"].precision == 0.7


@pytest.mark.parametrize(
    "table", [{}, {"pairs": [["“", "”"]], "other": 1}, {"pairs": [["“"]]}, {"pairs": [["“", "”"], ["“", "“"]]}]
)
def test_broken_marks_are_refused(table):
    with pytest.raises(TableError):
        check_marks(table, "en/quotation.toml")


@pytest.mark.parametrize("words", [["letter", "letter"], ["Letter"], [""], [1], "letter"])
def test_broken_word_lists_are_refused(words):
    with pytest.raises(TableError):
        check_words({"documents": words}, "documents", "en/documents.toml")


def test_a_missing_table_or_language_is_named():
    with pytest.raises(TableError, match="en/no_such_table"):
        read_table("en", "no_such_table")
    with pytest.raises(TableError, match="xx"):
        tables_digest("xx")
