import json
import threading

import docx
import pytest
from python_multipart.exceptions import FormParserError
from starlette.requests import Request

from policy_themes.corpus.structure import parse_report
from policy_themes.models.predict import label_report
from policy_themes.service import app
from policy_themes.service.upload import read_text

TEA = "新建茶叶大棚8个,茶农卖茶增收。"
CLINIC = "村卫生室为老人免费体检30人次。"
REPORT = f"柳坪村2023年工作总结\n一、产业\n{TEA}\n二、民生\n{CLINIC}\n供稿:柳坪村党政办公室"
ADVICE = "GET /openapi.json has the schema."
PATHS = ("/v1/sentences", "/v1/reports", "/v1/doccano")


@pytest.fixture
def labelled(sm):
    """What `predict` says of the report."""
    return [s.as_row() for s in label_report(sm, parse_report("liuping", REPORT))]


def test_a_report_as_text_is_labelled_as_predict_does(client, labelled):
    status, answer = client.ask("/v1/reports", {"text": REPORT, "name": "liuping"})
    assert status == 200
    assert answer["sentences"] == labelled
    assert (answer["report"], answer["damaged"]) == ("liuping", 0)
    for row in answer["sentences"]:
        assert answer["text"][row["start"] : row["end"]] == row["text"]
    assert {"产业", "民生"} <= {theme for row in labelled for theme in row["themes"]}
    assert labelled[-1]["kind"] == "credit"
    assert labelled[-1]["scores"] == {}


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_report_as_a_file_is_labelled_as_predict_does(client, labelled, codec):
    answer = client.post("/v1/reports", files={"file": ("liuping.txt", REPORT.encode(codec))})
    assert answer.status_code == 200
    assert answer.json()["sentences"] == labelled


def test_a_word_file_is_read(client, tmp_path):
    document = docx.Document()
    for line in REPORT.split("\n"):
        document.add_paragraph(line)
    document.save(tmp_path / "liuping.docx")
    data = (tmp_path / "liuping.docx").read_bytes()
    answer = client.post("/v1/reports", files={"file": ("C:\\报告\\柳坪.docx", data)}).json()
    assert answer["report"] == "柳坪"
    assert [row["text"] for row in answer["sentences"]][2] == TEA


def test_sentences_of_a_report_are_labelled_as_the_whole_report_is(client, labelled):
    sentences = [
        {"text": row["text"], "section": row["section"], "report": "x"} for row in labelled[:-1]
    ]
    status, answer = client.ask("/v1/sentences", {"sentences": sentences})
    assert status == 200
    wanted = [{key: row[key] for key in ("themes", "scores", "review")} for row in labelled[:-1]]
    assert answer == {"sentences": wanted}


def test_a_sentence_without_context_is_labelled(client):
    status, answer = client.ask("/v1/sentences", {"sentences": [{"text": TEA}]})
    (found,) = answer["sentences"]
    assert (status, found["themes"]) == (200, ["产业"])
    assert list(found["scores"]) == ["党建", "巩固脱贫", "产业", "民生", "安全", "生态"]


def test_traditional_characters_are_labelled_as_simplified_ones_are(client):
    ask = [{"text": "村衛生室為老人免費體檢30人次。"}, {"text": CLINIC}]
    traditional, simplified = client.ask("/v1/sentences", {"sentences": ask})[1]["sentences"]
    assert traditional == simplified


def test_doccano_gets_what_its_template_wants(client):
    assert client.ask("/v1/doccano", {"text": TEA}) == (200, [{"label": "产业"}])


def test_a_text_of_invisible_characters_is_labelled_as_nothing(client):
    status, answer = client.ask("/v1/sentences", {"sentences": [{"text": "\u200b"}]})
    assert (status, len(answer["sentences"])) == (200, 1)


def test_themes_come_with_their_thresholds_and_the_model(client, sm):
    answer = client.get("/v1/themes").json()
    component = sm.get_pipe("policy_themes")
    assert answer["model"] == "zh_pipeline 0.0.0"
    assert [theme["label"] for theme in answer["themes"]] == list(
        sm.get_pipe("textcat_multilabel").labels
    )
    for theme in answer["themes"]:
        assert theme["threshold"] == component.thresholds[theme["label"]]
        assert tuple(theme["band"]) == component.bands[theme["label"]]
        assert theme["colour"].startswith("#")


def test_health(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_service_is_stuck_where_a_batch_does_not_end(make_client):
    client = make_client(seconds=-1.0)  # any batch takes longer
    service = client.app._app.routes[4].endpoint.__self__
    service._batcher._begun = 0.0
    with pytest.raises(Exception, match="one batch takes more than"):
        client.portal.call(service.show_health, None)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Expecting value at line 1"),
        (b"{", "Expecting property name enclosed in double quotes at line 1"),
        (b'{"text": "\xff"}', "not utf-8 at byte 10"),
        (b"[" * 100_000, "nested too deeply, or too long a number"),
        (b"9" * 5000, "nested too deeply, or too long a number"),
    ],
)
def test_a_body_that_is_no_json_is_refused(client, path, body, message):
    headers = {"Content-Type": "application/json"}
    assert client.refused("POST", path, content=body, headers=headers) == (
        400,
        "malformed_json",
        f"body: not JSON ({message}). Send JSON in UTF-8.",
    )


def test_json_may_be_utf_16(client):
    body = json.dumps({"text": TEA}, ensure_ascii=False).encode("utf-16")
    answer = client.post("/v1/doccano", content=body, headers={"Content-Type": "application/json"})
    assert answer.json() == [{"label": "产业"}]


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/v1/sentences", {}, "body has no 'sentences'"),
        ("/v1/sentences", [], "body is a JSON array, not a JSON object"),
        ("/v1/sentences", {"sentences": []}, "sentences is empty"),
        ("/v1/sentences", {"sentences": [{"text": ""}]}, "sentences[0].text is empty"),
        ("/v1/sentences", {"sentences": [{"text": " \n"}]}, "sentences[0].text is blank"),
        ("/v1/doccano", {"text": None}, "text is a JSON null, not a JSON string"),
        ("/v1/doccano", {"text": "字" * 10_001}, "text has 10001 characters, more than 10000"),
        ("/v1/doccano", {"text": "\ud800"}, "text holds half of a surrogate pair"),
        ("/v1/doccano", {"text": "a", "x": 1}, "body has 'x', which is none of text"),
        ("/v1/reports", {"text": 1}, "text is a JSON number, not a JSON string"),
        ("/v1/reports", {"text": "a", "name": "a" * 201}, "name has 201 characters, more than 200"),
    ],
)
def test_json_of_another_form_is_refused(client, path, body, message):
    headers = {"Content-Type": "application/json"}
    assert client.refused("POST", path, content=json.dumps(body), headers=headers) == (
        422,
        "invalid_request",
        f"body: {message}. {ADVICE}",
    )


def test_more_sentences_than_the_limit_are_refused(make_client):
    client = make_client(sentences=2)
    body = {"sentences": [{"text": TEA}] * 3}
    assert client.refused("POST", "/v1/sentences", json=body) == (
        422,
        "invalid_request",
        f"body: sentences has 3 items, more than 2. {ADVICE}",
    )
    assert client.refused("POST", "/v1/reports", json={"text": REPORT}) == (
        413,
        "too_many_sentences",
        "report: 6 sentences, more than 2. Send its parts one by one.",
    )


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/v1/sentences", "application/json"),
        ("/v1/reports", "application/json or multipart/form-data"),
        ("/v1/doccano", "application/json"),
    ],
)
@pytest.mark.parametrize("sent", ["text/plain", ""])
def test_another_media_type_is_refused(client, path, known, sent):
    found = f"'{sent}'" if sent else "none"
    headers = {"Content-Type": sent} if sent else {}
    assert client.refused("POST", path, content=b"x", headers=headers) == (
        415,
        "unsupported_media_type",
        f"Content-Type: {found}. Use {known}.",
    )


def test_a_blank_report_is_refused(client):
    message = "x: no text in it. Give a report that has sentences."
    wanted = (422, "unreadable_report", message)
    body = {"text": "\u200b", "name": "x"}
    assert client.refused("POST", "/v1/reports", json=body) == wanted
    assert client.refused("POST", "/v1/reports", files={"file": ("x", b" \n")}) == wanted


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"files": {"other": ("x.txt", b"x")}}, "no file in the part 'file'"),
        ({"files": [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]}, None),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, None),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, None),
    ],
)
def test_a_form_without_one_file_is_refused(client, content, reason):
    status, code, message = client.refused("POST", "/v1/reports", **content)
    assert (status, code) == (400, "malformed_form")
    assert message.startswith("body: not a form with one file (")
    assert message.endswith("). Send the report as the part 'file'.")
    assert reason is None or reason in message


def test_a_form_that_its_parser_gives_up_is_refused(client, monkeypatch):
    def give_up(*_, **__):
        raise FormParserError("Did not find boundary character")

    monkeypatch.setattr(Request, "form", give_up)
    assert client.refused("POST", "/v1/reports", files={"file": ("x.txt", b"x")}) == (
        400,
        "malformed_form",
        "body: not a form with one file (no multipart form). Send the report as the part 'file'.",
    )


def test_a_report_that_hangs_while_it_is_read_does_not_stop_another(client, monkeypatch):
    both = threading.Barrier(2, timeout=20)
    found = []

    def read(*given):
        both.wait()
        return read_text(*given)

    def ask():
        found.append(client.ask("/v1/reports", {"text": REPORT})[0])

    monkeypatch.setattr(app, "read_text", read)
    thread = threading.Thread(target=ask)
    thread.start()
    ask()
    thread.join()
    assert found == [200, 200]


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/sentences/", "/docs"])
def test_an_unknown_path_is_refused(client, path):
    assert client.refused("GET", path) == (
        404,
        "not_found",
        "path: nothing here. GET /openapi.json lists what there is.",
    )


def test_another_method_is_refused(client):
    answer = client.get("/v1/sentences")
    assert answer.headers["allow"] == "POST"
    assert client.refused("GET", "/v1/sentences") == (
        405,
        "method_not_allowed",
        "method: this path takes no GET. Use POST.",
    )
