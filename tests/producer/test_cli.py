"""The command `claimwire`: what it prints where, and with which exit code it ends."""

import json
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract import Lane
from producer.cli import main

URL = "https://news.example/a"


@pytest.fixture
def run(redis_url, key_prefix):
    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        ran = CliRunner().invoke(
            main,
            ["--redis-url", redis_url, "--key-prefix", key_prefix, *arguments],
            input=stdin,
            catch_exceptions=False,
        )
        assert "Traceback" not in ran.output
        return ran

    return run


def test_submit_prints_id_and_url_of_each(run, service) -> None:
    ran = run("submit", URL, "https://news.example/b")
    assert ran.exit_code == 0
    sent = service.inbox()
    assert ran.stdout == f"{sent[0]['id']}\t{URL}\n{sent[1]['id']}\thttps://news.example/b\n"
    assert ran.stderr == ""


def test_submit_passes_its_options_on(run, service) -> None:
    options = [
        "--tag",
        "a",
        "--tag",
        "b",
        "--endpoint",
        "desk",
        "--published-at",
        "2026-02-27",
        "--force",
        "--lane",
        "low",
    ]
    assert run("submit", *options, URL).exit_code == 0
    [message] = service.inbox(Lane.LOW)
    assert {name: message[name] for name in ("tags", "endpoints", "published_at", "force")} == {
        "tags": ["a", "b"],
        "endpoints": ["desk"],
        "published_at": "2026-02-27",
        "force": True,
    }


def test_submit_hands_in_articles_from_files(run, service, tmp_path: Path) -> None:
    page, text = tmp_path / "page.html", tmp_path / "text.txt"
    page.write_bytes(b"\xef\xbb\xbf<p>F\xc3\xbc\xc3\x9fe")
    text.write_text("The ferry sank.")
    ran = run("submit", "--html-file", str(page), URL)
    assert (ran.exit_code, ran.stdout.split("\t")[1]) == (0, f"{page}\n")
    assert run("submit", "--text-file", str(text), "--html-file", str(page)).exit_code == 0
    articles = [{name: job[name] for name in ("url", "html", "text") if name in job} for job in service.inbox()]
    assert articles == [{"url": URL, "html": "<p>Füße"}, {"html": "<p>Füße"}, {"text": "The ferry sank."}]


def test_a_file_that_cannot_be_read_as_text_is_named(run, service, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes("<p>Füße".encode("latin-1"))
    ran = run("submit", "--html-file", str(page))
    assert ran.exit_code != 0
    assert "UTF-8" in ran.stderr
    assert service.inbox() == []


def test_submit_can_leave_the_delivery_out(run, service) -> None:
    assert run("submit", "--no-deliver", URL).exit_code == 0
    assert service.inbox()[0]["endpoints"] == []


def test_submit_prints_json_lines(run) -> None:
    ran = run("submit", "--json", URL)
    assert json.loads(ran.stdout).keys() == {"id", "url"}


@pytest.mark.parametrize("way", ["file", "pipe", "dash"])
def test_submit_reads_a_list_and_skips_blanks_and_comments(run, service, tmp_path: Path, way) -> None:
    text = b"\xef\xbb\xbfhttps://news.example/1\r\n\n# a comment\n  https://news.example/2\nhttps://news.example/3"
    (tmp_path / "urls.txt").write_bytes(text)
    ran = {
        "file": lambda: run("submit", "--file", str(tmp_path / "urls.txt")),
        "pipe": lambda: run("submit", stdin=text),
        "dash": lambda: run("submit", "--file", "-", stdin=text),
    }[way]()
    assert ran.exit_code == 0
    assert [message["url"] for message in service.inbox()] == [f"https://news.example/{n}" for n in (1, 2, 3)]
    assert len(ran.stdout.splitlines()) == 3


def test_a_bad_line_is_named_and_the_others_are_sent(run, service) -> None:
    ran = run(
        "submit", stdin=b"https://news.example/1\nno url\n\n\xff\xfe\x00\nhttps://news.example/2\n" + b"x" * 200_000
    )
    assert ran.exit_code == 1
    assert len(service.inbox()) == 2
    lines = ran.stderr.splitlines()
    assert [line.split(": job.invalid: url: ")[0] for line in lines] == ["line 2", "line 4", "line 6"]
    assert all(len(line) < 200 for line in lines)


def test_a_bad_argument_is_named_and_the_others_are_sent(run, service) -> None:
    ran = run("submit", "no url", URL)
    assert (ran.exit_code, len(service.inbox())) == (1, 1)
    assert ran.stderr.startswith("argument 1: job.invalid: url: ")


def test_a_bad_option_is_said_once_and_nothing_is_sent(run, service) -> None:
    ran = run("submit", "--tag", "two words", stdin=f"{URL}\n" * 5)
    assert ran.exit_code == 2
    assert ran.stderr.count("tags.0") == 1
    assert service.inbox() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("submit", "--no-deliver", "--endpoint", "a", URL),
        ("submit", "--file", "-", URL),
        ("submit", "--file", "/nowhere.txt"),
        ("submit", "--lane", "fast", URL),
        ("status",),
    ],
)
def test_wrong_usage_is_2(run, arguments) -> None:
    assert run(*arguments).exit_code == 2


def test_an_empty_list_sends_nothing_and_says_so(run) -> None:
    ran = run("submit", stdin="\n# nothing\n")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "no URL" in ran.stderr


def test_status_prints_a_line_a_state_with_its_time(run, service) -> None:
    service.note(
        "j-1",
        {
            "state": "failed",
            "job": json.dumps({"url": URL}),
            "error_code": "fetch.gone",
            "error_message": "404",
            "deliver:desk": "delivered",
        },
        {"at": "2026-01-01T00:00:00.123456Z", "event": "admitted"},
        {"at": "2026-01-01T00:00:02Z", "event": "fetch.failed", "code": "fetch.gone", "detail": "a\x1b[2Jb"},
    )
    ran = run("status", "j-1", "j-2")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines() == [
        f"j-1  failed  {URL}",
        "  fetch.gone: 404",
        "  2026-01-01 00:00:00.123Z  admitted",
        "  2026-01-01 00:00:02.000Z  fetch.failed  fetch.gone  a [2Jb",
        "  delivery to desk: delivered",
        "j-2  unknown  not in the ledger: still in the inbox, never submitted, or past its retention",
    ]


def test_status_prints_json_lines(run, service) -> None:
    service.note("j-1", {"state": "duplicate", "duplicate_of": "j-0"})
    assert json.loads(run("status", "--json", "j-1").stdout)["duplicate_of"] == "j-0"
    assert run("status", "j-1").stdout == "j-1  duplicate  duplicate of j-0\n"


def test_result_prints_the_report_as_json_in_a_pipe(run, service) -> None:
    service.store("j-1")
    for arguments in (["result", "j-1"], ["result", "--json", "j-1"]):
        ran = run(*arguments)
        assert ran.exit_code == 0
        assert json.loads(ran.stdout)["claims"][0]["cue"]["exact"] == "denied"


def test_a_result_that_is_not_there_is_4(run) -> None:
    for arguments in (["result", "j-1"], ["result", "--wait", "--timeout", "0.1", "j-1"]):
        ran = run(*arguments)
        assert (ran.exit_code, ran.stdout) == (4, "")
        assert ran.stderr.startswith("j-1: result.not_yet: ")


def test_a_failed_job_is_1_and_has_its_code(run, service, failure) -> None:
    service.give_up("j-1", failure)
    service.store("j-2")
    ran = run("result", "j-1", "j-2")
    assert ran.exit_code == 1
    assert ran.stderr == "j-1: fetch.timeout: the host did not answer (in fetch)\n"
    assert json.loads(ran.stdout)["id"] == "j-2", "the others are printed"


def test_submit_waits_for_the_reports(run, service) -> None:
    ran = run("submit", "--wait", "--timeout", "0.1", URL)
    assert (ran.exit_code, ran.stdout) == (4, "")
    [message] = service.inbox()
    assert ran.stderr.startswith(f"{message['id']}: result.not_yet")


def test_a_report_that_was_waited_for_is_printed_instead_of_the_id(run, service) -> None:
    def work() -> None:
        deadline = time.monotonic() + 10
        while not service.inbox() and time.monotonic() < deadline:
            time.sleep(0.01)  # polls with a deadline
        service.store(service.inbox()[0]["id"])

    worker = threading.Thread(target=work)
    worker.start()
    ran = run("submit", "--wait", "--timeout", "10", URL)
    worker.join()
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["id"] == service.inbox()[0]["id"]


def test_an_id_that_is_none_is_one_line(run) -> None:
    ran = run("status", "../x")
    assert (ran.exit_code, ran.stderr.count("\n")) == (1, 1)
    assert ran.stderr.startswith("job.invalid: id: ")


def test_no_server_named_says_what_to_do(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLAIMWIRE_REDIS_URL", raising=False)
    monkeypatch.delenv("CLAIMWIRE_DATA_DIR", raising=False)
    ran = CliRunner().invoke(main, ["submit", URL])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "CLAIMWIRE_REDIS_URL" in ran.stderr
    assert "claimwire-worker up" in ran.stderr


@pytest.mark.parametrize("arguments", [["submit", URL], ["status", "j-1"], ["result", "j-1"]])
def test_a_server_that_is_away_is_3(unused_port, arguments) -> None:
    ran = CliRunner().invoke(main, ["--redis-url", f"redis://:secret@127.0.0.1:{unused_port}", *arguments])
    assert ran.exit_code == 3
    assert ran.stderr.splitlines()[-1].startswith("queue.unavailable: ")
    assert "secret" not in ran.output


@pytest.mark.parametrize("arguments", [["--help"], ["submit", "--help"], ["status", "--help"], ["result", "--help"]])
def test_help_needs_no_server(arguments) -> None:
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0
    if arguments[0] in {"--help", "submit"}:
        assert "Examples:" in ran.stdout
