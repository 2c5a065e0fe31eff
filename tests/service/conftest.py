"""The service in process on the small pipeline, and as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from policy_themes.annotations.themes import dress_labels
from policy_themes.models.load import pipeline_themes

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytest.importorskip("httpx", reason="Starlette's client asks through httpx")

import uvicorn
from starlette.testclient import TestClient

from policy_themes.service.app import make_app
from policy_themes.service.limits import Limits


class Client(TestClient):
    """A client that knows what a refusal looks like."""

    def ask(self, path, body, **options):
        """Post JSON; return the status and the answer's JSON."""
        answer = self.post(path, json=body, **options)
        return answer.status_code, answer.json()

    def refused(self, method, path, **options):
        """Return status, code and message of a refusal, which has nothing else in it."""
        answer = self.request(method, path, **options)
        error = answer.json()["error"]
        assert answer.json() == {"error": {"code": error["code"], "message": error["message"]}}
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        return answer.status_code, error["code"], error["message"]


@pytest.fixture(scope="session")
def make_client(sm):
    """Make clients of services with limits of their own."""
    with ExitStack() as stack:

        def make(*, token=None, nlp=sm, **limits) -> Client:
            themes = dress_labels(pipeline_themes(sm))
            app = make_app(nlp, themes, limits=Limits(**limits), token=token)
            return stack.enter_context(Client(app))

        yield make


@pytest.fixture(scope="session")
def client(make_client):
    """A client of a service with the usual limits."""
    return make_client()


@pytest.fixture(scope="session")
def small_url(sm):
    """The address of a service with narrow limits, in a thread of this process."""
    themes = dress_labels(pipeline_themes(sm))
    app = make_app(sm, themes, limits=Limits(body=100_000, sentences=5, characters=100))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, args=[[listener]])
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@dataclass
class Running:
    """A service that runs as a process of its own."""

    process: subprocess.Popen
    url: str
    said: list

    def workers(self) -> list[int]:
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def stop(self, sign=signal.SIGTERM) -> int:
        """Stop it; return its exit code, and keep in `said` what it said."""
        self.process.send_signal(sign)
        code = self.process.wait(30)
        self.said += self.process.stderr.read().splitlines()
        return code


@pytest.fixture
def serve(workspace):
    """Start services by the command line, as a context."""

    @contextmanager
    def start(*options, **environment):
        command = [sys.executable, "-m", "policy_themes.cli", "serve", "--port", "0"]
        process = subprocess.Popen(
            [*command, "--model", "training/sm/model-best", *map(str, options)],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        with process:
            try:
                first = process.stderr.readline()
                address = re.search(r"http://\S+", first)
                assert address, first + process.stderr.read()
                yield Running(process, address[0].replace("0.0.0.0", "127.0.0.1"), [first.strip()])
            finally:
                process.kill()

    return start
