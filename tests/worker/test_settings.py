"""Settings are read once, refused with a name and a reason, and never shown with their secrets."""

import os

import pytest

from worker.environment import variable
from worker.errors import PermanentError
from worker.settings import Settings

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"
ENDPOINTS = '{"desk": {"url": "https://hooks.example/a", "secrets": ["%s"]}}'


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch):
    for name in tuple(os.environ):
        if name.startswith("CLAIMWIRE_"):
            monkeypatch.delenv(name)


def read(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv("CLAIMWIRE_" + name, value)
    return Settings.read()


def test_no_environment_gives_the_defaults(monkeypatch):
    settings = read(monkeypatch)
    assert settings.redis_url is None
    assert settings.allow_addresses == ()


def test_an_empty_variable_counts_as_none(monkeypatch):
    assert read(monkeypatch, REDIS_URL="", ALLOW_ADDRESSES="").redis_url is None


def test_networks_and_waits_are_split_at_commas(monkeypatch):
    settings = read(monkeypatch, ALLOW_ADDRESSES="127.0.0.0/8, ::1/128", FETCH_RETRY_SECONDS="1,2.5")
    assert [str(network) for network in settings.allow_addresses] == ["127.0.0.0/8", "::1/128"]
    assert settings.fetch_retry_seconds == (1, 2.5)


def test_an_endpoint_has_a_url_and_secrets(monkeypatch):
    endpoint = read(monkeypatch, ENDPOINTS=ENDPOINTS % SECRET).endpoints["desk"]
    assert str(endpoint.url) == "https://hooks.example/a"
    assert endpoint.secrets[0].get_secret_value() == SECRET


def test_an_unknown_name_stops_the_start_with_the_nearest_known_one(monkeypatch):
    with pytest.raises(
        PermanentError, match="CLAIMWIRE_REDIS_ULR is no setting; did you mean CLAIMWIRE_REDIS_URL"
    ) as e:
        read(monkeypatch, REDIS_ULR="redis://")
    assert e.value.code == "settings.unknown"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("REDIS_URL", "http://user:hidden@host", "one of redis, rediss, unix"),
        ("RESULT_BACKEND", "rpc://hidden", "rpc:// cannot keep results"),
        ("RESULT_BACKEND", "cache+memory://hidden", "lives in one process"),
        ("KEY_PREFIX", "no-colon-hidden", "match pattern"),
        ("ENDPOINTS", "{hidden", "JSON object"),
        ("ENDPOINTS", '{"desk": {"url": "https://hooks.example/a"}}', "desk.secrets: Field required"),
        ("ENDPOINTS", ENDPOINTS % "hidden", "24 to 64 bytes in base64"),
        ("ENDPOINTS", ENDPOINTS % "whsec_aGlkZGVu", "24 to 64 bytes in base64"),
        ("ALLOW_ADDRESSES", "10.0.0.1/8", "has host bits set"),
        ("LEASE_SECONDS", "soon", "valid number"),
        ("RETENTION_SECONDS", "3600", "outlives the CLAIMWIRE_DUPLICATE_WINDOW_SECONDS"),
        ("FETCH_RETRY_SECONDS", "5,-1", "greater than or equal to 0"),
        ("USER_AGENT", "claimwire\nX-Hidden: 1", "match pattern"),
        ("ENDPOINTS", ENDPOINTS.replace("https://", "https://u:hidden@") % SECRET, "no user and no password"),
        ("ENDPOINTS", ENDPOINTS.replace('"desk"', '"my desk"') % SECRET, "match pattern"),
        ("LOG_FORMAT", "xml", "'auto', 'json' or 'console'"),
        ("ALLOW_HOSTS", "http://hidden", "plain name"),
        ("EGRESS_PROXY", "socks5://u:hidden@proxy", "http://host:port"),
    ],
)
def test_a_wrong_value_stops_the_start_with_what_is_allowed(monkeypatch, name, value, told):
    with pytest.raises(PermanentError) as caught:
        read(monkeypatch, **{name: value})
    assert caught.value.code == "settings.invalid"
    assert variable(name.lower()) in caught.value.message
    assert told in caught.value.message
    assert "hidden" not in str(caught.value)


def test_no_repr_shows_a_secret(monkeypatch):
    settings = read(
        monkeypatch,
        REDIS_URL="redis://u:hidden@host",
        RESULT_BACKEND="redis://:hidden@host",
        ENDPOINTS=ENDPOINTS % SECRET,
    )
    assert "hidden" not in repr(settings)
    assert SECRET not in repr(settings)
    assert SECRET not in settings.model_dump_json()


def test_a_value_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("redis://u:hidden@host\n")
    (tmp_path / "endpoints.json").write_text(ENDPOINTS % SECRET + "\n")
    settings = read(monkeypatch, REDIS_URL_FILE=str(tmp_path / "url"), ENDPOINTS_FILE=str(tmp_path / "endpoints.json"))
    assert settings.redis_url.get_secret_value() == "redis://u:hidden@host"
    assert settings.endpoints["desk"].secrets[0].get_secret_value() == SECRET


def test_a_variable_and_its_file_exclude_each_other(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("redis://file")
    with pytest.raises(PermanentError, match="CLAIMWIRE_REDIS_URL and CLAIMWIRE_REDIS_URL_FILE are both set"):
        read(monkeypatch, REDIS_URL="redis://variable", REDIS_URL_FILE=str(tmp_path / "url"))
    assert read(monkeypatch, REDIS_URL="").redis_url.get_secret_value() == "redis://file"


def test_a_file_is_held_to_the_same_rules(monkeypatch, tmp_path):
    (tmp_path / "endpoints").write_text("{hidden")
    with pytest.raises(PermanentError) as caught:
        read(monkeypatch, ENDPOINTS_FILE=str(tmp_path / "endpoints"))
    assert (caught.value.code, "hidden" in caught.value.message) == ("settings.invalid", False)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda _: None, "No such file"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"\xffhidden"), "not UTF-8"),
        (lambda path: path.write_text(" \n"), "is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(monkeypatch, tmp_path, make, told):
    make(tmp_path / "url")
    with pytest.raises(PermanentError) as caught:
        read(monkeypatch, REDIS_URL_FILE=str(tmp_path / "url"))
    assert caught.value.code == "settings.invalid"
    assert caught.value.message.startswith("CLAIMWIRE_REDIS_URL_FILE: ")
    assert str(tmp_path / "url") in caught.value.message
    assert told in caught.value.message
    assert "hidden" not in caught.value.message


def test_a_misspelt_file_variable_is_refused_too(monkeypatch):
    with pytest.raises(PermanentError, match="CLAIMWIRE_REDIS_ULR_FILE is no setting"):
        read(monkeypatch, REDIS_ULR_FILE="/x")


def test_a_name_in_lower_case_is_refused_rather_than_passed_over(monkeypatch):
    monkeypatch.setenv("claimwire_lease_seconds", "5")
    with pytest.raises(PermanentError, match="did you mean CLAIMWIRE_LEASE_SECONDS"):
        Settings.read()
