"""`claimwire-worker extract` in a shell: files, pipes, many texts, and what is wrong with them."""

import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

TEXT = """Mayor opens bridge

The mayor, Ann Lee, said on Monday that the bridge was safe. Engineers denied that it had been built in haste.

"We have tested every cable," she said, "and every bolt."
"""
HTML = """<html lang="en"><head><title>Mayor opens bridge</title></head><body><nav>Home</nav><article><h1>Mayor opens
bridge</h1>%s</article></body></html>"""


def run(*arguments, given=b"", **environment):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMWIRE_")} | environment
    return subprocess.run(
        [sys.executable, "-m", "worker", "extract", *arguments], input=given, capture_output=True, env=ours, check=False
    )


def test_text_in_a_pipe_comes_out_as_a_report():
    done = run("--text", "--json", "--published-at", "2026-03-02", given=TEXT.encode())
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["article"]["text"] == TEXT
    assert report["article"]["date_published"] == {"value": "2026-03-02", "basis": "job"}
    assert {"said", "denied"} <= {claim["cue"]["exact"] for claim in report["claims"] if "cue" in claim}
    for claim in report["claims"]:
        for span in claim["content"]:
            assert TEXT[span["start"] : span["end"]] == span["exact"]


def test_each_field_is_explained_by_table_rows_and_rules():
    done = run("--text", "--explain", "--published-at", "2026-03-02", "-", given=TEXT.encode())
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode()
    assert "· cue_verbs.toml [deny] deny" in told
    assert "· stance.toml [classes] deny" in told
    assert "· calendar.toml: “Monday” counted from the day of publication" in told
    assert "· the model says so, too" in told


def test_an_explanation_is_for_people():
    done = run("--text", "--explain", "--json", given=TEXT.encode())
    assert done.returncode == 2
    assert b"leave out --json" in done.stderr


def test_a_file_of_html_gives_a_table(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(HTML % "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")[1:] * 2))
    done = run(str(page))
    assert done.returncode == 0, done.stderr
    assert "denied" in done.stdout.decode()
    assert done.stderr == b""


def test_many_texts_give_a_report_a_line_in_order(tmp_path):
    lines = [
        {"id": "one", "text": TEXT, "published_at": "2026-03-02", "attributions": "ignored"},
        {"id": "two", "text": "Nothing is said here."},
        {"id": "empty", "text": ""},
        {"text": "no id"},
        {"id": "five", "text": "Bob Smith said he was tired."},
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines) + "not json\n")
    done = run("--jsonl", "--json", str(file))
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["id"] for report in reports] == ["one", "two", "empty", "line-4", "five", "line-6"]
    assert [report["outcome"] for report in reports] == [
        "extracted",
        "extracted",
        "failed",
        "failed",
        "extracted",
        "failed",
    ]
    assert done.returncode == 1, "a line that failed is not passed over in silence"
    assert b"line-4: input.bad_line: line 4: id: Field required" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (("nowhere.html",), b"", "input.unreadable"),
        (("--text",), b"\xff\xfe\xff", "input.unreadable"),
        (("-",), b"", "article.empty"),
        (("-",), b"%PDF-1.7 ...", "article.pdf"),
        (("http://127.0.0.1:9/",), b"", "fetch.address_refused"),
        (("http://user:secret@news.example/",), b"", "fetch.bad_url"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(arguments, given, code):
    done = run(*arguments, given=given)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().startswith(code + ": ")
    assert done.stderr.count(b"\n") == 1


def test_a_model_that_is_not_installed_is_told_with_what_to_do():
    done = run("--text", given=b"x", CLAIMWIRE_SPACY_MODEL="en_core_web_enormous")
    assert done.returncode == 1
    assert b"en_core_web_enormous" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_url_is_fetched_with_the_limits_of_the_settings(tmp_path):
    paragraphs = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")[1:] * 2)
    (tmp_path / "page.html").write_text(HTML % (paragraphs + f"<!-- {'x' * 10_000} -->"))
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/page.html"
        done = run("--json", url, CLAIMWIRE_ALLOW_ADDRESSES="127.0.0.0/8", CLAIMWIRE_MAX_PAGE_BYTES="100000")
        assert done.returncode == 0, done.stderr
        small = run("--json", url, CLAIMWIRE_ALLOW_ADDRESSES="127.0.0.0/8", CLAIMWIRE_MAX_PAGE_BYTES="10000")
        server.shutdown()
    assert (small.returncode, small.stdout) == (1, b"")
    assert b"fetch.too_large: " in small.stderr
