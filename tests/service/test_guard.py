import asyncio
import logging
import threading

import pytest

from policy_themes.errors import PolicyThemesError

TEA = {"text": "新建茶叶大棚8个。"}
SECRET = "茶农老李"


def test_without_a_token_only_health_is_answered(make_client):
    client = make_client(token="s3cret")
    assert client.get("/healthz").status_code == 200
    wanted = (
        401,
        "unauthorized",
        "Authorization: no valid token. Send the header 'Authorization: Bearer TOKEN'.",
    )
    for method, path in (
        ("GET", "/v1/themes"),
        ("GET", "/metrics"),
        ("GET", "/openapi.json"),
        ("GET", "/nope"),
        ("POST", "/v1/sentences"),
        ("POST", "/v1/reports"),
        ("POST", "/v1/doccano"),
    ):
        assert client.refused(method, path) == wanted
    assert client.get("/v1/themes").headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "sent", ["Bearer s3cre", "Bearer s3crett", "Bearer ", "Basic s3cret", "s3cret", "Bearer é"]
)
def test_a_wrong_token_is_refused(make_client, sent):
    headers = {"Authorization": sent.encode()}
    assert make_client(token="s3cret").refused("GET", "/v1/themes", headers=headers)[0] == 401


@pytest.mark.parametrize("sent", ["Bearer s3cret", "bearer  s3cret "])
def test_the_right_token_is_let_in(make_client, sent):
    client = make_client(token="s3cret")
    assert client.get("/v1/themes", headers={"Authorization": sent}).status_code == 200


def test_a_body_that_is_announced_too_large_is_refused(make_client):
    content = b'{"text": "' + b"a" * 2000 + b'"}'
    headers = {"Content-Type": "application/json"}
    client = make_client(body=1000)
    assert client.refused("POST", "/v1/doccano", content=content, headers=headers) == (
        413,
        "body_too_large",
        "body: more than 1000 bytes. Send it in parts.",
    )


@pytest.mark.parametrize("path", ["/v1/doccano", "/v1/sentences", "/v1/reports"])
def test_a_streamed_body_is_refused_once_it_is_too_large(make_client, path):
    def stream():
        for _ in range(20):
            yield b" " * 100

    headers = {"Content-Type": "application/json"}
    client = make_client(body=1000)
    assert client.refused("POST", path, content=stream(), headers=headers)[:2] == (
        413,
        "body_too_large",
    )


def test_a_streamed_form_is_refused_once_it_is_too_large(make_client):
    def stream():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
        for _ in range(20):
            yield b" " * 100

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    found = make_client(body=1000).refused("POST", "/v1/reports", content=stream(), headers=headers)
    assert found[:2] == (413, "body_too_large")


def test_an_answer_that_takes_too_long_is_given_up(make_client, monkeypatch):
    client = make_client(seconds=0.2)
    ready = threading.Event()
    monkeypatch.setattr("policy_themes.service.app.read_sentences", lambda _: ready.wait(5))
    found = client.refused("POST", "/v1/doccano", json=TEA)
    ready.set()
    assert found == (504, "timeout", "service: no answer in 0.2 s. Send less at once.")


def test_a_body_that_does_not_come_is_given_up(make_client):
    client = make_client(seconds=0.2)
    sent = []

    async def receive():
        await asyncio.sleep(5)

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/doccano", "headers": headers}
    client.portal.call(client.app, scope, receive, send)
    assert sent[0]["status"] == 408
    assert b"body_timeout" in sent[1]["body"]


def test_requests_beyond_the_limit_are_told_to_come_back(make_client, monkeypatch):
    client = make_client(requests=1)
    began, ready = threading.Event(), threading.Event()

    def wait(rows):
        began.set()
        ready.wait(10)
        return [row["text"] for row in rows]

    monkeypatch.setattr("policy_themes.service.app.read_sentences", wait)
    first = []
    thread = threading.Thread(target=lambda: first.append(client.post("/v1/doccano", json=TEA)))
    thread.start()
    began.wait(10)
    answer = client.post("/v1/doccano", json=TEA)
    health = client.get("/healthz")
    ready.set()
    thread.join()
    assert answer.headers["retry-after"] == "1"
    assert (answer.status_code, answer.json()["error"]) == (
        503,
        {"code": "busy", "message": "service: 1 requests wait. Try again in a second."},
    )
    assert (health.status_code, first[0].status_code) == (200, 200)


def test_a_bug_is_answered_and_logged_without_the_text(make_client, monkeypatch, caplog):
    def fail(rows):
        raise ValueError(rows[0]["text"])

    monkeypatch.setattr("policy_themes.service.app.read_sentences", fail)
    with caplog.at_level(logging.INFO, "policy_themes.service"):
        found = make_client().refused("POST", "/v1/doccano", json={"text": SECRET})
    assert found == (500, "internal_error", "service: it failed. Its log says where.")
    assert "ValueError in" in caplog.text
    assert "test_guard.py" in caplog.text
    assert SECRET not in caplog.text


def test_an_error_of_ours_that_is_no_refusal_is_logged_without_its_words(
    make_client, monkeypatch, caplog
):
    def fail(rows):
        raise PolicyThemesError(rows[0]["text"], "broken", "Mend it.")

    monkeypatch.setattr("policy_themes.service.app.read_sentences", fail)
    with caplog.at_level(logging.INFO, "policy_themes.service"):
        found = make_client().refused("POST", "/v1/doccano", json={"text": SECRET})
    assert found[:2] == (500, "internal_error")
    assert "PolicyThemesError in" in caplog.text
    assert "test_guard.py" in caplog.text
    assert SECRET not in caplog.text


def test_the_log_has_no_text_of_a_request(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/doccano", json={"text": SECRET})
        client.post("/v1/reports", json={"text": SECRET, "name": SECRET})
        client.post("/v1/reports", files={"file": (f"{SECRET}.docx", SECRET.encode())})
        client.get(f"/v1/{SECRET}?q={SECRET}")
    own = [record for record in caplog.records if record.name == "policy_themes.service"]
    assert [record.args[:3] for record in own] == [
        ("POST", "/v1/doccano", 200),
        ("POST", "/v1/reports", 200),
        ("POST", "/v1/reports", 422),
        ("GET", "none", 404),
    ]
    assert not [r for r in caplog.records if r.name != "httpx" and SECRET in r.getMessage()]


def test_requests_are_counted(make_client):
    client = make_client()
    client.post("/v1/sentences", json={"sentences": [TEA, TEA]})
    client.post("/v1/doccano", json={})
    client.request("BREW", "/healthz")
    counts = client.get("/metrics")
    assert counts.headers["content-type"].startswith("text/plain")
    assert "policy_themes_sentences_total 2.0" in counts.text
    assert "policy_themes_requests_in_progress 1.0" in counts.text  # this one
    for route, method, status in (
        ("/v1/sentences", "POST", 200),
        ("/v1/doccano", "POST", 422),
        ("/healthz", "other", 405),
    ):
        labels = f'{{method="{method}",route="{route}",status="{status}"}}'
        assert f"policy_themes_requests_total{labels} 1.0" in counts.text
