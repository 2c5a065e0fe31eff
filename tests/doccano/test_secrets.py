import json
import stat
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from policy_themes.annotations.doccano.secrets import accounts_path, add_account, read_accounts
from policy_themes.errors import BrokenFileError, UnwritableFileError


def test_a_new_account_gets_a_long_password_and_keeps_it(tmp_path):
    password = add_account(tmp_path, "li")
    assert len(password) == 24
    assert add_account(tmp_path, "li") == password


def test_each_account_gets_its_own_password(tmp_path):
    assert add_account(tmp_path, "li") != add_account(tmp_path, "王")
    assert list(read_accounts(tmp_path)) == ["li", "王"]


def test_there_are_no_accounts_before_the_first(tmp_path):
    assert read_accounts(tmp_path) == {}


def test_accounts_of_one_server_are_no_other_s(tmp_path):
    ours = add_account(tmp_path, "li")
    urls = ["http://doccano.example:8000", "http://doccano.example", "http://10.0.0.7:8000/a"]
    theirs = [add_account(tmp_path, "li", url) for url in urls]
    assert len({ours, *theirs}) == 4
    assert [read_accounts(tmp_path, url) for url in urls] == [{"li": own} for own in theirs]
    assert read_accounts(tmp_path) == {"li": ours}


@pytest.mark.parametrize("url", ["https://Doccano.example:8000", "http://doccano.example:8000/"])
def test_a_server_is_the_same_by_https_in_capitals_and_with_a_slash(tmp_path, url):
    password = add_account(tmp_path, "li", "http://doccano.example:8000")
    assert add_account(tmp_path, "li", url) == password


def test_an_address_leads_to_no_other_folder(tmp_path):
    path = accounts_path(tmp_path, "http://here:80/../../etc")
    assert path.parent == tmp_path


def test_accounts_are_readable_by_their_owner_alone(tmp_path):
    add_account(tmp_path, "li")
    add_account(tmp_path, "wang")
    assert stat.S_IMODE(accounts_path(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ['{"li": "hush', "[]", '"hush"'])
def test_a_damaged_file_is_named_and_its_passwords_are_not(tmp_path, text):
    accounts_path(tmp_path).write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFileError, match=r"accounts\.json: a damaged JSON file") as caught:
        read_accounts(tmp_path)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_failed_write_keeps_the_accounts(tmp_path, monkeypatch):
    add_account(tmp_path, "li")
    before = accounts_path(tmp_path).read_text("utf-8")
    monkeypatch.setattr(json, "dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add_account(tmp_path, "wang")
    assert accounts_path(tmp_path).read_text("utf-8") == before


def test_accounts_that_are_made_at_once_are_all_kept(tmp_path):
    names = [f"a{n}" for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        made = dict(zip(names, pool.map(partial(add_account, tmp_path), names), strict=True))
    assert read_accounts(tmp_path) == made


def test_a_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(UnwritableFileError, match=r"accounts\.json: cannot be written"):
        add_account(tmp_path / "home", "li")
