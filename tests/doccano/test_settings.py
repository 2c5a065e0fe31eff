import pytest

from policy_themes.annotations.doccano.errors import DatabaseChangedError, DatabaseUrlError
from policy_themes.annotations.doccano.home import make_home
from policy_themes.annotations.doccano.settings import (
    choose_settings,
    describe_database,
    read_settings,
    write_settings,
)

URL = "postgres://li:hush@db.example:5433/loop?sslmode=disable"


@pytest.fixture
def home(tmp_path):
    return make_home(tmp_path / "home")


def choose(home, host=None, port=None, database_url=None):
    return choose_settings(home, host=host, port=port, database_url=database_url)


def test_a_new_server_listens_on_this_machine_and_keeps_sqlite(home):
    settings = choose(home)
    assert (settings.url, settings.database_url) == ("http://127.0.0.1:8000", "")


def test_what_was_chosen_is_kept(home):
    first = choose(home, port=8123, database_url=URL)
    write_settings(home, first)
    assert choose(home) == read_settings(home) == first


def test_each_server_has_a_key_of_its_own(home):
    assert choose(home).secret_key != choose(home).secret_key
    assert len(choose(home).secret_key) >= 24


def test_a_server_for_all_is_found_on_this_machine(home):
    assert choose(home, host="0.0.0.0", port=80).url == "http://127.0.0.1:80"


@pytest.mark.parametrize(("first", "second"), [(None, URL), (URL, URL.replace("loop", "other"))])
def test_another_database_is_refused(home, first, second):
    write_settings(home, choose(home, database_url=first))
    with pytest.raises(DatabaseChangedError, match="and DATABASE_URL names PostgreSQL") as caught:
        choose(home, database_url=second)
    assert "hush" not in str(caught.value)


def test_a_new_password_of_the_same_database_is_taken(home):
    write_settings(home, choose(home, database_url=URL))
    assert choose(home, database_url=URL.replace("hush", "new")).database_url.count("new") == 1


@pytest.mark.parametrize("url", ["mysql://li:hush@db/loop", "sqlite:///hush", "hush"])
def test_what_is_no_postgresql_is_refused_and_not_shown(home, url):
    with pytest.raises(DatabaseUrlError, match=r"^DATABASE_URL: no PostgreSQL") as caught:
        choose(home, database_url=url)
    assert "hush" not in str(caught.value)


def test_secrets_are_in_no_repr(home):
    settings = choose(home, database_url=URL)
    assert "hush" not in repr(settings)
    assert settings.secret_key not in repr(settings)


def test_a_database_is_described_without_its_account():
    assert describe_database(URL) == "PostgreSQL db.example:5433/loop"
    assert describe_database("") == "SQLite"


@pytest.mark.parametrize("sign", ["#", "/", "?", "[", "9#", "9/", "9?", "@/", "@?", "@#"])
def test_a_password_that_was_not_encoded_is_refused_and_no_piece_of_it_is_shown(home, sign):
    with pytest.raises(DatabaseUrlError, match=r"^DATABASE_URL: .*such as # / .* as %23") as caught:
        choose(home, database_url=f"postgres://li:{sign}hush@db:5433/loop")
    assert "hush" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert not home.settings.exists()


def test_an_encoded_password_is_taken(home):
    url = "postgres://li:h%23u%2Fs%3Fh%40@db:5433/loop?sslmode=disable"
    assert choose(home, database_url=url).database_url == url
