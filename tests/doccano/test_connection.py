import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from policy_themes.annotations.doccano import connection as connection_module
from policy_themes.annotations.doccano import session as session_module
from policy_themes.annotations.doccano.connection import Account, connect, sends_in_clear
from policy_themes.annotations.doccano.errors import (
    LoginError,
    RefusedError,
    ServerAddressError,
    ServerUnreachableError,
    ServerVersionError,
    TaskFailedError,
    WorkerNotRunningError,
)
from policy_themes.annotations.doccano.projects import assign_all

SECRET = "hush-hush-7"
ADMIN = Account("admin", SECRET)
PATHS = [
    "/v1/projects/{project_id}/category-types",
    "/v1/projects/{project_id}/examples/{example_id}/states",
    "/v1/projects/{project_id}/upload",
    "/v1/projects/{project_id}/download",
    "/v1/projects/{project_id}/members",
]
ASSIGN = "/v1/projects/{project_id}/assignments/bulk_assign"


class Cut(bytes):
    """An answer of which the server, killed meanwhile, sends but this."""


class Stub:
    """A server that answers by a table of calls and writes down what it was asked.

    An answer is a status with an object, text or bytes; a list of answers is given one after
    another, the last one for ever; None breaks the connection.
    """

    def __init__(self):
        self.answers = {
            "POST /v1/auth/login/": (200, {"key": "k"}),
            "GET /swagger/": (200, {"paths": {key: {} for key in PATHS}}),
        }
        self.asked = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                call = f"{self.command} {self.path.partition('?')[0]}"
                stub.asked.append((call, body))
                found = stub.answers.get(call, (200, "<!doctype html>"))
                if isinstance(found, list):
                    found = found.pop(0) if len(found) > 1 else found[0]
                if found is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, content = found
                is_text = isinstance(content, str | bytes)
                data = content if is_text else json.dumps(content)
                data = data.encode() if isinstance(data, str) else data
                self.send_response(status)
                self.send_header("content-type", "text/html" if is_text else "application/json")
                self.close_connection = isinstance(content, Cut)
                self.send_header("content-length", str(len(data) + self.close_connection))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def count(self, call):
        return sum(asked == call for asked, _ in self.asked)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def stub(monkeypatch):
    monkeypatch.setattr(session_module, "_PAUSE", 0.01)
    monkeypatch.setattr(connection_module, "_PATIENCE", 0.1)
    monkeypatch.setattr(connection_module, "_POLL", 0.02)
    made = Stub()
    yield made
    made.close()


def error_of(action, kind):
    with pytest.raises(kind, match=r"\. ") as found:
        action()
    chain = [found.value]
    while chain[-1].__context__ is not None and not chain[-1].__suppress_context__:
        chain.append(chain[-1].__context__)
    assert not any(SECRET in repr(error) + str(vars(error)) for error in chain)
    return str(found.value)


def test_no_server():
    message = error_of(lambda: connect("http://127.0.0.1:9", ADMIN), ServerUnreachableError)
    assert message == (
        "http://127.0.0.1:9: no Doccano answers (connection refused). Start it with: policy-themes "
        "doccano up; or check the address, and run the same command again."
    )


def test_wrong_password(stub):
    stub.answers["POST /v1/auth/login/"] = (400, {"non_field_errors": ["Unable to log in."]})
    assert error_of(lambda: connect(stub.url, ADMIN), LoginError) == (
        f"{stub.url}: user 'admin' or the password is wrong. Set POLICY_THEMES_DOCCANO_USER and "
        "POLICY_THEMES_DOCCANO_PASSWORD to an account of this server."
    )


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"POST /v1/auth/login/": (404, "Not Found")}, "its log-in answers 404"),
        ({"POST /v1/auth/login/": (403, "Forbidden")}, "its log-in answers 403"),
        ({"GET /swagger/": (200, "<html>")}, "it has no list of its calls"),
        ({"GET /swagger/": (404, {"detail": "x"})}, "it has no list of its calls"),
        (
            {"GET /swagger/": (200, {"paths": {p: {} for p in PATHS[1:]}})},
            "it has no category-types",
        ),
    ],
)
def test_another_version_or_no_doccano(stub, answers, found):
    stub.answers.update(answers)
    assert error_of(lambda: connect(stub.url, ADMIN), ServerVersionError) == (
        f"{stub.url}: not a Doccano that policy-themes knows ({found}). Give the address of "
        "Doccano 1.8, or start one with: policy-themes doccano up."
    )


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8000",
        "ftp://here",
        "http://",
        f"http://admin:{SECRET}@here:8000",
        f"http://admin:{SECRET}[@here:8000",
        f"http://admin:7/{SECRET}@here:8000",
        f"http://here:{SECRET}",
        f"http://[{SECRET}",
    ],
)
def test_an_address_is_http_and_holds_no_password(url):
    assert "Give it as http://host:port" in error_of(
        lambda: connect(url, ADMIN), ServerAddressError
    )


def test_a_password_is_not_shown():
    assert SECRET not in repr(ADMIN)


@pytest.mark.parametrize(
    ("url", "clear"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost", False),
        ("https://doccano.example.org", False),
        ("http://doccano.example.org", True),
        ("HTTP://doccano.example.org", True),
        ("http://[broken", True),
    ],
)
def test_http_to_another_machine_sends_the_password_in_clear(url, clear):
    assert sends_in_clear(url) is clear


def test_a_call_that_can_be_repeated_survives_a_server_that_restarts(stub):
    connection = connect(stub.url, ADMIN)
    stub.answers["GET /v1/me"] = [None, (503, "busy"), (500, "locked"), (200, {"id": 1})]
    assert connection.get("me") == {"id": 1}


@pytest.mark.parametrize("half", [b"", b'{"id": 1'])
def test_half_an_answer_is_asked_for_again_and_never_taken_for_a_whole_one(stub, half):
    connection = connect(stub.url, ADMIN)
    stub.answers["GET /v1/me"] = [(200, Cut(half)), (200, Cut(half)), (200, {"id": 1})]
    assert connection.get("me") == {"id": 1}
    stub.answers["GET /v1/me"] = (200, Cut(half))
    with pytest.raises(ServerUnreachableError, match="connection broken"):
        connection.get("me")
    stub.answers["POST /v1/projects"] = (201, Cut(half))
    with pytest.raises(ServerUnreachableError, match="connection broken"):
        connection.post("projects", json={})
    assert stub.count("POST /v1/projects") == 1


def test_a_call_that_makes_something_is_not_repeated(stub):
    connection = connect(stub.url, ADMIN)
    stub.answers["POST /v1/projects"] = [None, (201, {"id": 1})]
    message = error_of(lambda: connection.post("projects", json={}), ServerUnreachableError)
    assert "(connection broken)" in message
    assert stub.count("POST /v1/projects") == 1


def test_a_refused_call_says_which_and_why(stub):
    connection = connect(stub.url, ADMIN)
    stub.answers["GET /v1/projects/3"] = (404, {"detail": "Not found."})
    with pytest.raises(RefusedError, match=r"refused GET projects/3 \(404: .*Not found") as found:
        connection.get("projects/3")
    assert found.value.status == 404


def test_the_start_page_is_no_answer(stub):
    connection = connect(stub.url, ADMIN)
    with pytest.raises(RefusedError, match=r"GET nothing \(404: no such call\)"):
        connection.get("nothing")


def test_every_request_has_a_time_limit(stub, monkeypatch):
    connection = connect(stub.url, ADMIN)
    monkeypatch.setattr(session_module, "_READ", 0.1)
    monkeypatch.setattr(session_module, "_RETRIES", 0)
    connection.be_patient()
    stub.answers["GET /v1/me"] = _Slow()
    with pytest.raises(ServerUnreachableError, match="no answer in time"):
        connection.get("me")


class _Slow(list):
    def __len__(self):
        threading.Event().wait(0.5)
        return 1

    def __getitem__(self, _):
        return (200, {})


def test_a_listing_that_shifted_is_read_again(stub):
    connection = connect(stub.url, ADMIN)
    short = (200, {"count": 2, "next": None, "results": [{"id": 1}]})
    whole = (200, {"count": 2, "next": None, "results": [{"id": 2}, {"id": 1}]})
    stub.answers["GET /v1/projects/1/examples"] = [short, whole]
    assert [row["id"] for row in connection.iter_examples(1)] == [1, 2]


def test_deleting_nothing_asks_nothing(stub):
    # Doccano takes an empty list for all examples.
    connection = connect(stub.url, ADMIN)
    connection.delete_examples(1, [])
    assert stub.count("DELETE /v1/projects/1/examples") == 0


def prepare_upload(stub, *states):
    stub.answers["POST /v1/fp/process/"] = (200, "abc")
    stub.answers["POST /v1/projects/1/upload"] = (200, {"task_id": "t"})
    stub.answers["GET /v1/tasks/status/t"] = [(200, state) for state in states]
    stub.answers["DELETE /v1/fp/revert/"] = (200, {})


WAITING = {"ready": False, "result": None, "error": None}
ALIVE = (200, {"CeleryHealthCheckCelery": "OK"})
DEAD = (500, {"CeleryHealthCheckCelery": "unavailable: Unknown error"})


def test_trap_10_an_upload_without_a_worker_ends_with_an_error_and_is_taken_back(stub):
    connection = connect(stub.url, ADMIN)
    prepare_upload(stub, WAITING)
    stub.answers["GET /v1/health/"] = DEAD
    message = error_of(lambda: connection.upload(1, [{"text": "x"}]), WorkerNotRunningError)
    assert message == (
        f"{stub.url}: the server answers, but its task worker does not. Start it with: "
        "policy-themes doccano up (on a server of your own: doccano task --concurrency 1), and run "
        "the same command again."
    )
    assert stub.asked[-1] == ("DELETE /v1/fp/revert/", b"abc")


def test_an_import_that_a_killed_worker_lost_is_noticed_though_another_worker_lives(stub):
    connection = connect(stub.url, ADMIN)
    prepare_upload(stub, WAITING)
    stub.answers["GET /v1/health/"] = ALIVE
    message = error_of(lambda: connection.upload(1, [{"text": "x"}]), TaskFailedError)
    assert "the import failed (lost when the worker was stopped)" in message


def test_a_task_that_takes_long_is_waited_for(stub):
    connection = connect(stub.url, ADMIN)
    stub.answers["GET /v1/health/"] = ALIVE
    stub.answers["GET /v1/tasks/status/t"] = (200, WAITING)
    end = (200, {"ready": True, "result": {}, "error": None})
    checks = []

    def check():
        checks.append(1)
        if len(checks) == 20:
            stub.answers["GET /v1/tasks/status/t"] = end

    connection.check_worker = check
    assert connection._wait("import", "t") == {}


@pytest.mark.parametrize("answer", [(200, "<html>"), (502, "<html>"), (200, [])])
def test_a_page_in_place_of_the_health_is_no_sign_of_life(stub, answer):
    connection = connect(stub.url, ADMIN)
    stub.answers["GET /v1/health/"] = answer
    error_of(connection.check_worker, WorkerNotRunningError)


def pack(line):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("all.jsonl", line)
    return file.getvalue()


EXPORTED = {"id": 1, "text": "通水。", "label": ["水利"]}


@pytest.mark.parametrize("data", [b"", pack("{}")[:40], pack('{"id": 1'), pack(b"\xff")])
def test_a_damaged_export_is_told(stub, data):
    connection = connect(stub.url, ADMIN)
    stub.answers["POST /v1/projects/1/download"] = (200, {"task_id": "t"})
    stub.answers["GET /v1/tasks/status/t"] = (200, {"ready": True, "result": "f", "error": None})
    stub.answers["GET /v1/projects/1/download"] = (200, pack(json.dumps(EXPORTED) + "\n"))
    assert connection.download(1, confirmed_only=True) == [EXPORTED]
    stub.answers["GET /v1/projects/1/download"] = (200, data)
    message = error_of(lambda: connection.download(1, confirmed_only=True), TaskFailedError)
    assert "the export failed (its file is damaged)" in message


def test_no_proxy_learns_the_password_of_a_server_on_this_machine(stub, monkeypatch):
    proxy = Stub()
    try:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        connect(stub.url, ADMIN)
    finally:
        proxy.close()
    assert proxy.asked == []
    assert stub.count("POST /v1/auth/login/") == 1


def test_what_an_import_complains_of_is_told(stub):
    connection = connect(stub.url, ADMIN)
    error = {"filename": "r.jsonl", "line": 1, "message": "Invalid data in line 1"}
    stub.answers["GET /v1/health/"] = ALIVE  # a machine may be too busy for the second look
    prepare_upload(stub, WAITING, {"ready": True, "result": {"error": [error]}, "error": None})
    assert "Invalid data in line 1" in error_of(lambda: connection.upload(1, []), TaskFailedError)


def test_trap_8_a_server_with_assignments_is_told_to_assign_all_to_the_annotator(stub):
    stub.answers["GET /swagger/"] = (200, {"paths": {key: {} for key in [*PATHS, ASSIGN]}})
    stub.answers["POST /v1/projects/1/assignments/bulk_assign"] = (201, "")
    connection = connect(stub.url, ADMIN)
    assign_all(connection, 1, 7)
    call, body = stub.asked[-1]
    assert call == "POST /v1/projects/1/assignments/bulk_assign"
    assert json.loads(body) == {
        "strategy_name": "weighted_sequential",
        "workloads": [{"member_id": 7, "weight": 100}],
    }


def test_trap_8_a_server_without_assignments_is_not_asked(stub):
    connection = connect(stub.url, ADMIN)
    assign_all(connection, 1, 7)
    assert not any("assignments" in call for call, _ in stub.asked)
