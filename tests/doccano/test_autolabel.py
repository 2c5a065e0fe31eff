"""Doccano's REST auto-labelling by our service, with both of them real."""

import socket
import threading
from functools import partial

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

import uvicorn

from policy_themes.annotations.doccano.autolabel import register_service
from policy_themes.annotations.doccano.connection import Account, connect
from policy_themes.annotations.doccano.errors import (
    ForeignServiceError,
    ServiceAddressError,
    ServiceUnreachableError,
)
from policy_themes.annotations.doccano.projects import (
    add_member,
    find_or_make_user,
    make_project,
    update_project,
)
from policy_themes.annotations.doccano.secrets import add_account
from policy_themes.annotations.themes import dress_labels
from policy_themes.models.load import pipeline_themes
from policy_themes.service.app import make_app
from policy_themes.service.limits import Limits

TEA = "新建茶叶大棚8个,茶农卖茶增收。"
NONE = "现将有关情况汇报如下。"
TOKEN = "a-token-of-the-tests"


@pytest.fixture(scope="module")
def service(sm):
    """The address of a service that asks for the token."""
    app = make_app(sm, dress_labels(pipeline_themes(sm)), limits=Limits(), token=TOKEN)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=running.run, args=[[listener]])
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def admin(server):
    server.start()  # a test before may have killed a part of it
    return connect(server.url, Account(server.name, server.password))


@pytest.fixture
def make_own(server, admin, sm, request):
    """Make the project of an annotator of a round, with two sentences; return its id."""

    def make(round_name, annotator, themes=None):
        labels = dress_labels(themes or pipeline_themes(sm))
        user, _ = find_or_make_user(admin, annotator, partial(add_account, server.folder))
        project = make_project(admin, round_name, annotator)
        update_project(admin, project, labels, "")
        add_member(admin, project, user)
        admin.upload(project, [{"text": text, "label": []} for text in (TEA, NONE)])
        return project

    return make


def configs(admin, project):
    return admin.get(f"projects/{project}/auto-labeling/configs")


def test_trap_9_an_annotators_click_brings_our_labels_though_the_form_is_broken(
    server, admin, service, make_own
):
    project = make_own("auto1", "li")
    register = partial(register_service, admin, [project], token=TOKEN)
    assert register(service, sentence=TEA) == ["产业"]
    annotator = connect(server.url, Account("li", add_account(server.folder, "li")))
    types = {row["id"]: row["text"] for row in admin.get(f"projects/{project}/category-types")}
    found = {}
    for example in annotator.iter_examples(project):
        for _ in range(2):  # a second click adds nothing
            path = f"projects/{project}/auto-labeling"
            annotator.post(path, params={"example": example["id"]}, json={})
        rows = annotator.get(f"projects/{project}/examples/{example['id']}/categories")
        found[example["text"]] = [types[row["label"]] for row in rows]
        assert not example["is_confirmed"]
    assert found == {TEA: ["产业"], NONE: []}


def test_a_service_is_registered_once_and_replaced_by_the_next(admin, service, make_own):
    project = make_own("auto2", "li")
    foreign = {
        "model_name": "Custom REST Request",
        "model_attrs": {
            "url": "http://127.0.0.1:1/other",
            "method": "POST",
            "params": {},
            "headers": {},
            "body": {"text": "{{ text }}"},
        },
        "template": "[]",
        "label_mapping": {},
        "task_type": "Category",
    }
    kept = admin.post(f"projects/{project}/auto-labeling/configs", json=foreign)["id"]
    register = partial(register_service, admin, [project], token=TOKEN, sentence=TEA)
    register(service)
    first = configs(admin, project)
    register(f"{service}/")
    assert configs(admin, project) == first
    register(service.replace("127.0.0.1", "localhost"))
    urls = [row["model_attrs"]["url"] for row in configs(admin, project)]
    assert sorted(urls) == sorted(
        ["http://127.0.0.1:1/other", f"{service.replace('127.0.0.1', 'localhost')}/v1/doccano"]
    )
    assert kept in [row["id"] for row in configs(admin, project)]


def test_what_cannot_label_is_not_registered(admin, service, make_own):
    project = make_own("auto3", "li")
    other = make_own("auto4", "li", ["水利", "种茶"])
    register = partial(register_service, admin, sentence=TEA)
    with pytest.raises(ForeignServiceError, match=r"it says: Authorization: no valid token\."):
        register([project], service, token="wrong")
    with pytest.raises(ForeignServiceError, match="it labels with 党建, 巩固脱贫"):
        register([other], service, token=TOKEN)
    with pytest.raises(ServiceUnreachableError, match="Doccano gets no answer from there"):
        register([project], "http://127.0.0.1:1", token=TOKEN)
    with pytest.raises(ServiceUnreachableError, match="Doccano gets no answer from there"):
        register([project], admin.url, token=TOKEN)  # a page, not JSON
    for address in ("127.0.0.1:8080", "ftp://x", "http://li:word@x", "http://x?q=1"):
        with pytest.raises(ServiceAddressError, match=r"^--service: .*http://host:port") as raised:
            register([project], address, token=TOKEN)
        assert "word" not in str(raised.value)
    assert configs(admin, project) == configs(admin, other) == []


def test_the_command_registers_every_project_of_a_round_and_says_what_to_click(
    server, admin, service, make_own, cli, monkeypatch
):
    projects = [make_own("auto5", name) for name in ("li", "wang")]
    monkeypatch.setenv("POLICY_THEMES_TOKEN", TOKEN)
    ask = partial(cli, "doccano", "autolabel", "--home", server.folder, "--service", service)
    said = ask("auto5")
    assert (said.code, said.out) == (0, "")
    assert said.error_lines[0].startswith(f"Doccano asked {service} about “排查消防安全隐患11处")
    assert said.error_lines[0].endswith("安全.")
    assert said.error_lines[1] == "Registered for li, wang."
    assert "magic wand" in said.error_lines[2]
    assert TOKEN not in said.err
    assert [len(configs(admin, project)) for project in projects] == [1, 1]
    assert ask("nope").err.startswith(f"Error: {server.url}: no project of round 'nope'.")
