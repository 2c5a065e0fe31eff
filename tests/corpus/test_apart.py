import os
import signal
import sys
import threading

import pytest

from policy_themes.corpus import apart
from policy_themes.corpus.apart import read_apart, read_here
from policy_themes.errors import BrokenFileError, LargeReportError, SlowReportError


def make_endless_pdf(levels=20):
    """Return a PDF whose page draws a form ten times, which draws another ten times, and so on."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 50>>"
        b"stream\n%b\nendstream" % (number + 5, b"/F Do " * 8 + b"  ")
        for number in range(levels)
    ]
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R"
        b"/Resources<</XObject<</F 4 0 R>>>>>>",
        *forms,
        b"<</Length 14>>stream\nBT (a) Tj ET  \nendstream",
    ]
    objects = (b"%d 0 obj\n%b\nendobj\n" % item for item in enumerate(bodies, start=1))
    return b"%PDF-1.4\n" + b"".join(objects) + b"trailer <</Root 1 0 R>>\n%%EOF"


@pytest.fixture(autouse=True)
def own_reader():
    apart._local.reader = None
    yield
    reader = getattr(apart._local, "reader", None)
    if reader:
        reader.end()
        apart._local.reader = None


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Put a library in the place of that for Markdown; only the process that reads will see it."""

    def write(code):
        (tmp_path / "markdown_it.py").write_text(code, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)

    return write


def process():
    """Return this thread's process."""
    return apart._local.reader.end.peek()[2][0]


def read_line(line):
    return read_apart(f"# {line}\n".encode(), "Markdown", name="a.md")


def test_files_are_read_by_one_process():
    assert read_line("东渠") == "东渠"
    reader = apart._local.reader
    assert read_line("西渠") == "西渠"
    assert apart._local.reader is reader


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read():
    read_line("东渠")
    with pytest.raises(
        SlowReportError,
        match=r"^a\.pdf: not done after 1 s\. Save it in another format, or split it\.$",
    ):
        read_apart(make_endless_pdf(), "PDF", name="a.pdf", seconds=1)
    assert read_line("西渠") == "西渠"


def test_a_file_that_crashes_its_process_is_refused_and_the_next_is_read():
    read_line("东渠")
    timer = threading.Timer(0.5, os.kill, (process().pid, signal.SIGSEGV))
    timer.start()
    with pytest.raises(
        LargeReportError,
        match=r"^a\.pdf: too large to read \(it ends the process that reads it\)\. Split it, or "
        r"save its text alone as \.txt\.$",
    ):
        read_apart(make_endless_pdf(), "PDF", name="a.pdf", seconds=60)
    timer.join()
    assert read_line("西渠") == "西渠"


@pytest.mark.skipif(sys.platform != "linux", reason="this system may limit no memory")
def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read(library):
    library("bytes(3_000_000_000)")
    with pytest.raises(LargeReportError, match=r"\(it ends the process that reads it\)"):
        read_line("东渠")
    assert read_apart(b"<html><p>\xe8\xa5\xbf</html>", "HTML", name="a.html") == "西"


def test_what_a_library_prints_is_no_answer(library):
    library("import os; os.write(1, b'noise\\n'); raise ValueError")
    with pytest.raises(BrokenFileError, match=r"^a\.md: a damaged Markdown file\."):
        read_line("东渠")


def test_a_library_of_the_folder_to_work_in_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "markdown_it.py").write_text("raise ValueError", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_line("东渠") == "东渠"


def test_an_interrupt_is_the_parents_to_answer():
    read_line("东渠")
    own = process()
    own.send_signal(signal.SIGINT)
    assert read_line("西渠") == "西渠"
    assert process() is own


def test_an_interrupt_leaves_no_answer_for_the_next_file(monkeypatch):
    read_line("东渠")

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(apart._Reader, "ask", interrupt)
        with pytest.raises(KeyboardInterrupt):
            read_line("北渠")
    assert read_line("西渠") == "西渠"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_fork_reads_by_a_process_of_its_own():
    read_line("东渠")
    pid = os.fork()
    if pid == 0:
        os._exit(0 if read_line("西渠") == "西渠" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert read_line("南渠") == "南渠"


def test_threads_have_a_process_each():
    read_line("东渠")
    readers = []

    def read():
        readers.append(read_line("西渠") and apart._local.reader)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert readers[0] is not apart._local.reader


@pytest.mark.parametrize("executable", ["", "/no/such/python", "/bin/true"])
def test_without_a_python_to_start_files_are_read_here(monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    assert read_line("东渠") == "东渠"


def test_whatever_a_library_says_of_damage_is_a_damaged_file(monkeypatch):
    def stumble(data, kind, name):
        raise RuntimeError("File 'a' is encrypted, password required for extraction")

    monkeypatch.setattr(apart, "_read", stumble)
    assert read_here(b"", "docx", "a.docx") == {
        "error": "BrokenFileError",
        "message": str(BrokenFileError("a.docx", "docx")),
    }
