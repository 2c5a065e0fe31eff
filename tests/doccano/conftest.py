"""A real Doccano with its worker, installed once and kept in pytest's cache folder."""

import itertools
import os
import random
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from policy_themes.annotations.doccano import environment
from policy_themes.annotations.doccano import server as ours
from policy_themes.annotations.doccano.connection import Account, Connection, connect
from policy_themes.annotations.doccano.home import Home, make_home
from policy_themes.annotations.doccano.parts import marks
from policy_themes.annotations.doccano.processes import find_processes
from policy_themes.annotations.doccano.projects import (
    add_member,
    find_or_make_user,
    find_projects,
    make_project,
    update_project,
)
from policy_themes.annotations.doccano.pull import Reader, write_pulled
from policy_themes.annotations.doccano.rows import SENTENCE, sentence_id
from policy_themes.annotations.doccano.secrets import ADMIN, add_account, read_accounts
from policy_themes.annotations.themes import Theme, dress_labels
from policy_themes.jsonl import read_jsonl

_NUMBERS = itertools.count(1)


def find_port() -> int:
    """Return a free port below those that outgoing connections take.

    A client that tries to reach a killed server at one of theirs may connect to itself.
    """
    for port in random.sample(range(20000, 32000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port")


@dataclass
class Server:
    """A server that tests may kill; and start again.

    Attributes:
        folder: Its home, which commands get by `--home`.
        port: Where it listens.
    """

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        return ADMIN

    @property
    def password(self) -> str:
        return add_account(self.folder, ADMIN)

    @property
    def home(self) -> Home:
        return Home(self.folder)

    def start(self) -> str:
        """Start what does not run and wait until all answers."""
        return ours.start_server(self.folder, port=self.port, say=lambda _: None)

    def stop(self) -> None:
        ours.stop_server(self.folder)

    def pids(self, part: str) -> list[int]:
        """Return the processes of a part: "web" or "worker"."""
        return find_processes(*marks(self.home, part))

    def kill(self, part: str) -> None:
        """Kill -9 a part, "web" or "worker", and wait until nothing of it is left."""
        for pid in self.pids(part):
            os.kill(pid, signal.SIGKILL)
        while self.pids(part):
            time.sleep(0.05)

    def kill_worker(self) -> None:
        self.kill("worker")

    def kill_web(self) -> None:
        self.kill("web")


@pytest.fixture(scope="session")
def installed(request) -> Path:
    """Doccano's environment; only the first session of a checkout installs it."""
    home = make_home(request.config.cache.mkdir("doccano"))
    if not environment.is_installed(home):
        environment.install(home)
    return home.environment


@pytest.fixture(scope="session")
def make_server(installed, tmp_path_factory):
    """Make servers, not started, of which none outlives the tests."""
    made = []

    def make() -> Server:
        folder = make_home(tmp_path_factory.mktemp("doccano") / "home").root
        (folder / "environment").symlink_to(installed)
        made.append(Server(folder, find_port()))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def server(make_server) -> Server:
    """One server for all tests; a test that kills a part of it starts it again."""
    pytest.importorskip("doccano_client", reason="the extra doccano is not installed")
    one = make_server()
    one.start()
    return one


@cache
def _log_in(url: str, name: str, password: str) -> Connection:
    return connect(url, Account(name, password))


class Annotator:
    """An annotator who logs in with an account of his own, and works through the API."""

    def __init__(self, server, project_id: int, name: str) -> None:
        self.connection = _log_in(server.url, name, read_accounts(server.folder)[name])
        self.project = f"projects/{project_id}"
        self.examples = {sentence_id(e): e["id"] for e in self.connection.iter_examples(project_id)}
        types = self.connection.get(f"{self.project}/category-types")
        self.labels = {row["text"]: row["id"] for row in types}

    def path(self, sentence: str, what: str = "") -> str:
        return f"{self.project}/examples/{self.examples[sentence]}{what}"

    def label(self, sentence: str, *themes: str) -> None:
        """Set these labels and no other."""
        self.connection.delete(self.path(sentence, "/categories"))
        for theme in themes:
            body = {"label": self.labels[theme]}
            self.connection.post(self.path(sentence, "/categories"), json=body)

    def toggle(self, sentence: str) -> None:
        """Confirm or un-confirm, as the button of the page does."""
        self.connection.post(self.path(sentence, "/states"), json={})

    def confirm(self, sentence: str) -> None:
        if not self.connection.get(self.path(sentence))["is_confirmed"]:
            self.toggle(sentence)

    def comment(self, sentence: str, text: str) -> None:
        path = f"{self.project}/comments"
        params = {"example": self.examples[sentence]}
        self.connection.post(path, params=params, json={"text": text})

    def answer(self, sentence: str, *themes: str) -> None:
        self.label(sentence, *themes)
        self.confirm(sentence)


@dataclass
class Round:
    """A round of its own on the server, and where its files go.

    Attributes:
        name: Its name.
        admin: The administrator's connection.
        projects: Id of each annotator's project.
        texts: Texts of the sentences by id.
        folder: Folder of the files.
    """

    server: Server
    name: str
    admin: Connection
    projects: dict[str, int]
    texts: dict[str, str]
    themes: tuple[Theme, ...]
    folder: Path

    def log_in(self, name: str) -> Annotator:
        return Annotator(self.server, self.projects[name], name)

    def connect_anew(self) -> Connection:
        return connect(self.server.url, Account(self.server.name, self.server.password))

    def reader(self, connection: Connection | None = None, **options) -> Reader:
        return Reader(connection or self.admin, self.texts, self.themes, **options)

    def read(self, **options):
        """Return what a pull would bring, by annotator."""
        found = self.reader(**options).read_round(self.name, self.folder)
        return {own.annotator: own for own in found}

    def pull(self, **options):
        """Pull, and return what came, by annotator."""
        found = self.read(**options)
        write_pulled(list(found.values()))
        return found

    def file(self, name: str) -> Path:
        return self.folder / f"{self.name}-{name}.jsonl"

    def rows(self, name: str) -> list:
        return read_jsonl(self.file(name)) if self.file(name).exists() else []

    def answers(self, name: str) -> list:
        return [(row["index"], row["state"], row["themes"]) for row in self.rows(name)]


@pytest.fixture
def make_round(server, tmp_path):
    """Make a round with as many sentences for each annotator, the first suggested as 水利."""
    themes = dress_labels(["水利", "种茶", "养羊"])

    def make(*names: str, sentences: int = 6) -> Round:
        server.start()  # a test before may have killed a part of it
        admin = _log_in(server.url, server.name, server.password)
        texts = {f"liutang:{n}": f"通水{n}里。" for n in range(1, sentences + 1)}
        name = f"p{next(_NUMBERS)}"
        projects = {}
        for annotator in names:
            user, _ = find_or_make_user(admin, annotator, partial(add_account, server.folder))
            project = projects[annotator] = make_project(admin, name, annotator)
            update_project(admin, project, themes, "")
            add_member(admin, project, user)
            admin.upload(
                project,
                [
                    {"text": text, "label": ["水利"] if key == "liutang:1" else [], SENTENCE: key}
                    for key, text in texts.items()
                ],
            )
        return Round(server, name, admin, projects, texts, themes, tmp_path / "rounds")

    return make


@pytest.fixture
def log_in(server):
    """Log an annotator in to his project of a round."""

    def make(round_name: str, annotator: str) -> Annotator:
        admin = _log_in(server.url, server.name, server.password)
        return Annotator(server, find_projects(admin, round_name)[annotator], annotator)

    return make
