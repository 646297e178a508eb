"""The README's tables are written from the code, and --check only looks."""

from pathlib import Path

from contract.codes import CODES
from worker.readme import begin, codes_table, end, main, settings_table, written
from worker.settings import Settings

STALE = f"before {begin('codes')}old{end('codes')} between {begin('settings')}words{end('settings')} after"


def test_each_table_has_a_row_a_code_or_setting():
    assert codes_table().count("\n") == len(CODES) + 1
    assert settings_table().count("\n") == len(Settings.model_fields) + 1


def test_the_tables_stand_between_their_marks_and_nothing_else_changes():
    page = written(STALE)
    assert page.startswith("before ")
    assert " between " in page
    assert page.endswith(" after")
    assert codes_table() in page
    assert settings_table() in page
    assert written(page) == page


def test_check_tells_a_stale_page_and_writes_nothing(tmp_path, capsys):
    page = tmp_path / "README.md"
    page.write_text(STALE)
    assert main(["--check", str(page)]) == 1
    assert page.read_text() == STALE
    assert "run `make schema`" in capsys.readouterr().err


def test_a_fresh_page_is_not_written(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(STALE)
    assert main([str(page)]) == 0
    page.chmod(0o400)
    before = page.stat().st_mtime_ns
    assert main(["--check", str(page)]) == main([str(page)]) == 0
    assert page.stat().st_mtime_ns == before


def test_our_own_readme_is_fresh():
    assert main(["--check", str(Path(__file__).parents[2] / "README.md")]) == 0
