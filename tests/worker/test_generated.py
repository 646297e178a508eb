"""What is written from the code stands between marks, and --check only looks."""

import re
from pathlib import Path

import pytest

from contract.codes import CODES
from worker.environment import variable
from worker.generated import (
    OF_COMPOSE,
    OF_SOME_SERVICES,
    codes_table,
    compose_environment,
    env_lines,
    main,
    settings_table,
    written,
)
from worker.settings import Settings

ROOT = Path(__file__).parents[2]
MARKDOWN = "before\n<!-- codes: begin; `make schema` writes this -->\nstale line\n<!-- codes: end -->\nafter\n"
INDENTED = "a:\n  # environment: begin; `make schema` writes this\n  # environment: end\nb:\n"


def test_each_table_has_a_row_a_code_or_setting():
    assert len(list(codes_table())) == len(CODES) + 2
    assert len(list(settings_table())) == len(Settings.model_fields) + 2


def test_compose_hands_on_every_setting_that_it_does_not_settle_itself():
    names = {variable(name) for name in Settings.model_fields.keys() - OF_COMPOSE}
    of_some = {variable(name) for name in OF_SOME_SERVICES}
    assert {line.partition(":")[0] for line in compose_environment()} == names - of_some
    by_hand = re.findall(r"^  (\w+):", (ROOT / "docker-compose.yml").read_text("utf8"), re.MULTILINE)
    assert of_some <= set(by_hand)
    assert {line.lstrip("#").partition("=")[0] for line in env_lines() if line.startswith("#CLAIMWIRE")} == names


def test_a_part_stands_between_its_marks_and_nothing_else_changes():
    page = written(MARKDOWN)
    assert page.startswith("before\n<!-- codes: begin")
    assert page.endswith("<!-- codes: end -->\nafter\n")
    assert "\n".join(codes_table()) in page
    assert "stale line" not in page
    assert written(page) == page


def test_a_part_keeps_the_indentation_of_its_mark():
    page = written(INDENTED)
    assert all(line.startswith("  ") for line in page.splitlines()[1:-1])
    assert "\n  CLAIMWIRE_LOG_LEVEL:\n" in page


def test_a_part_that_does_not_exist_is_a_fault():
    with pytest.raises(ValueError, match="no part is called cods"):
        written(MARKDOWN.replace("codes", "cods"))


@pytest.mark.parametrize("lost", ["<!-- codes: end -->\n", "<!-- codes: begin; `make schema` writes this -->\n"])
def test_a_mark_that_lost_its_fellow_is_a_fault(lost):
    assert lost in MARKDOWN
    with pytest.raises(ValueError, match="lost its fellow"):
        written(MARKDOWN.replace(lost, ""))


def test_check_tells_a_stale_page_and_writes_nothing(tmp_path, capsys):
    page = tmp_path / "README.md"
    page.write_text(MARKDOWN)
    assert main(["--check", str(page)]) == 1
    assert page.read_text() == MARKDOWN
    assert "run `make schema`" in capsys.readouterr().err


def test_a_fresh_page_is_not_written(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(MARKDOWN)
    assert main([str(page)]) == 0
    page.chmod(0o400)
    before = page.stat().st_mtime_ns
    assert main(["--check", str(page)]) == main([str(page)]) == 0
    assert page.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "parts"),
    [("README.md", ["codes", "settings"]), (".env.example", ["env"]), ("docker-compose.yml", ["environment"])],
)
def test_our_own_files_have_their_parts_and_are_fresh(name, parts):
    text = (ROOT / name).read_text("utf8")
    assert re.findall(r"(\w+): begin; `make schema` writes this", text) == parts
    assert written(text) == text
