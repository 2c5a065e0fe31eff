import io
import zipfile

import pytest

from policy_themes.corpus.suffixes import SUFFIXES
from policy_themes.service import upload
from policy_themes.service.limits import Limits
from policy_themes.service.refusals import LargeArchiveError, ManySentencesError
from policy_themes.service.upload import read_upload

TEA = "新建茶叶大棚8个。"


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("柳坪.txt", "柳坪"),
        ("/home/li/柳坪.txt", "柳坪"),
        ("C:\\Users\\li\\柳坪.txt", "柳坪"),
        ("../../etc/passwd", "passwd"),
        ("", "report"),
        ("..", ".."),
        ("\x00", "report"),
        ("a" * 500 + ".txt", "a" * 196),
    ],
)
def test_a_report_is_called_as_its_file_without_folders(filename, name):
    report = read_upload(TEA.encode(), filename, Limits())
    assert (report.id, [s.text for s in report.sentences]) == (name, [TEA])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 nothing", "x.pdf: a damaged PDF file. Open it and save it again."),
        (b"PK\x03\x04 nothing", "x.pdf: a damaged docx file. Open it and save it again."),
        (b"{\\rtf1}", "x.pdf: an encrypted or old Office file. Open it in Word or WPS and"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_predict_does(client, data, message):
    files = {"file": ("/srv/secret/x.pdf", data)}
    status, code, said = client.refused("POST", "/v1/reports", files=files)
    assert (status, code) == (422, "unreadable_report")
    assert said.startswith(message)


def test_a_file_of_another_format_is_refused(client):
    files = {"file": ("x.bin", bytes(range(256)) * 10)}
    assert client.refused("POST", "/v1/reports", files=files) == (
        422,
        "unreadable_report",
        f"x.bin: not text, Word, PDF or HTML. Save it as one of {', '.join(sorted(SUFFIXES))}.",
    )


def test_a_word_file_that_unpacks_to_too_much_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 200_000)
    with pytest.raises(LargeArchiveError, match=r"^x.docx: more than 100000 bytes unpacked"):
        read_upload(packed.getvalue(), "x.docx", Limits(body=10_000))


def test_a_report_with_too_many_sentences_is_refused():
    with pytest.raises(ManySentencesError, match="report: 3 sentences, more than 2"):
        read_upload((TEA * 3).encode(), "x.txt", Limits(sentences=2))


def test_a_report_with_a_sentence_that_is_too_long_is_refused(make_client):
    client = make_client(characters=len(TEA))
    assert client.ask("/v1/reports", {"text": TEA * 2})[0] == 200
    text = f"{TEA}新建{TEA}"
    wanted = (
        413,
        "sentence_too_long",
        f"report: sentence 2 has {len(TEA) + 2} characters, more than {len(TEA)}. "
        "Break it into sentences or lines.",
    )
    files = {"file": ("x.txt", text.encode())}
    assert client.refused("POST", "/v1/reports", json={"text": text}) == wanted
    assert client.refused("POST", "/v1/reports", files=files) == wanted


def test_a_file_that_takes_too_long_to_read_is_refused(monkeypatch):
    asked = []
    monkeypatch.setattr(upload, "read_bytes", lambda data, **given: asked.append(given) or TEA)
    read_upload(b"", "x.pdf", Limits(seconds=8))
    assert asked == [{"name": "x.pdf", "suffix": ".pdf", "seconds": 2}]
