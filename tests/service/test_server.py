"""The service as a process: signals, workers, bodies on the wire."""

import http.client
import json
import os
import signal
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn

from policy_themes.service import server

TEA = {"text": "新建茶叶大棚8个。"}
MANY = {"sentences": [TEA] * 5000}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def wait_until(condition, seconds=20):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.02)


def is_refused(url):
    try:
        httpx.get(f"{url}/healthz")
    except httpx.TransportError:
        return True
    return False


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_answered_before_the_service_stops(serve, workers, sign):
    with serve("--workers", workers) as running:
        answers = []

        def ask():
            answers.append(httpx.post(f"{running.url}/v1/sentences", json=MANY, timeout=60))

        thread = threading.Thread(target=ask)
        thread.start()
        wait_until(lambda: " 1.0" in count_waiting(running.url))
        assert running.stop(sign) == 0
        thread.join()
        assert len(answers[0].json()["sentences"]) == 5000
        assert is_refused(running.url)
        assert not [line for line in running.said if "Traceback" in line]


def count_waiting(url):
    """Return how many are answered beside this one; a second worker may answer for the first."""
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    (line,) = [li for li in lines if li.startswith("policy_themes_requests_in_progress ")]
    return f"beside this one: {float(line.split()[1]) - 1}"


def test_workers_count_together_and_share_what_they_answer(serve):
    with serve("--workers", "2") as running:
        for _ in range(20):
            assert httpx.post(f"{running.url}/v1/doccano", json=TEA).json() == [{"label": "产业"}]
        counts = httpx.get(f"{running.url}/metrics").text
        assert "policy_themes_sentences_total 20.0" in counts
        assert len(running.workers()) == 2


def test_a_worker_that_dies_is_replaced(serve):
    with serve("--workers", "2") as running:
        wait_until(lambda: len(running.workers()) == 2)
        before = set(running.workers())
        os.kill(next(iter(before)), signal.SIGKILL)
        wait_until(lambda: len(set(running.workers()) - before) == 1)
        for _ in range(10):
            assert httpx.get(f"{running.url}/healthz").status_code == 200
        assert running.stop() == 0
        assert any("ended with -9; another takes its place" in line for line in running.said)


def test_workers_do_not_outlive_a_process_above_them_that_is_killed(serve):
    with serve("--workers", "2") as running:
        wait_until(lambda: not is_refused(running.url))
        running.process.kill()
        wait_until(lambda: is_refused(running.url))


def test_a_streamed_body_without_a_length_gets_its_refusal(serve):
    def stream():
        for _ in range(40):
            yield b" " * 100_000

    with serve("--max-body", "1") as running:
        headers = {"Content-Type": "application/json"}
        answer = httpx.post(f"{running.url}/v1/sentences", content=stream(), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
        assert answer.headers["connection"] == "close"
        assert not is_refused(running.url)


def test_a_client_that_asks_first_is_refused_before_it_sends(serve):
    with serve("--max-body", "1") as running:
        address = urlsplit(running.url)
        client = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
        client.putrequest("POST", "/v1/sentences")
        client.putheader("Content-Length", "2000000")
        client.putheader("Expect", "100-continue")
        client.endheaders()
        answer = client.getresponse()
        assert (answer.status, json.load(answer)["error"]["code"]) == (413, "body_too_large")
        client.close()


def test_a_client_that_goes_away_harms_nothing(serve):
    with serve() as running:
        address = urlsplit(running.url)
        with socket.create_connection((address.hostname, address.port)) as client:
            head = "POST /v1/sentences HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            client.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
        assert httpx.post(f"{running.url}/v1/doccano", json=TEA).status_code == 200
        assert running.stop() == 0
        assert any("POST /v1/sentences 499" in line for line in running.said)
        assert not [line for line in running.said if "Error" in line]


def test_the_token_comes_from_the_environment_or_a_file(serve, workspace):
    (workspace.root / "token").write_text("from-file\n")
    for options, token in (((), "from-env"), (("--token-file", "token"), "from-file")):
        with serve(*options, POLICY_THEMES_TOKEN="from-env") as running:
            url = f"{running.url}/v1/themes"
            assert httpx.get(url).status_code == 401
            headers = {"Authorization": f"Bearer {token}"}
            assert httpx.get(url, headers=headers).status_code == 200
            assert running.stop() == 0
            assert token not in "".join(running.said)


def test_it_warns_where_others_can_reach_it_without_a_token(serve):
    with serve("--host", "0.0.0.0") as running:
        wait_until(lambda: not is_refused(running.url))
        running.stop()
        warning = "Warning: whoever reaches 0.0.0.0 can use it. Set POLICY_THEMES_TOKEN to ask for"
        assert running.said[1].startswith(warning)
    with serve("--host", "0.0.0.0", POLICY_THEMES_TOKEN="word") as running:
        wait_until(lambda: not is_refused(running.url))
        running.stop()
        assert not [line for line in running.said if "Warning" in line]


@pytest.fixture
def handlers():
    """Put the handlers of signals back."""
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


def test_one_worker_serves_where_signals_cannot_be_blocked(monkeypatch, handlers):
    served = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delattr(signal, "pthread_sigmask")
    monkeypatch.setattr(uvicorn.Server, "run", lambda _, sockets: served.append(sockets))
    server._run_server(uvicorn.Server(uvicorn.Config(None)), "listener")
    assert served == [["listener"]]


def test_the_end_of_a_child_that_is_no_worker_is_passed_over(monkeypatch, handlers):
    workers = server._Workers(None, None)
    workers._is_stopping = True
    workers._born[2] = time.monotonic()
    ends, forgotten = iter([(1, 0), (2, 0)]), []
    monkeypatch.setattr(os, "wait", lambda: next(ends))
    monkeypatch.setattr(server, "forget_worker", forgotten.append)
    workers.run(0)
    assert forgotten == [2]


def test_a_worker_that_fails_says_why(monkeypatch, caplog):
    def fail():
        raise ValueError("no server")

    codes = []
    monkeypatch.setattr(os, "_exit", codes.append)
    server._Workers(fail, None)._work()
    assert codes == [1]
    assert "ValueError: no server" in caplog.text
