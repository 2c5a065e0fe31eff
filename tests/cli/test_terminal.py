"""The command line where a person watches, in real terminals, and where a pipe does."""

import json
import os
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

fcntl = pytest.importorskip("fcntl", reason="terminals of POSIX")
import pty  # noqa: E402
import termios  # noqa: E402

COMMAND = [sys.executable, "-m", "policy_themes.cli"]
MODEL = ("--model", "training/sm/model-best")
ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
LONG = "新建茶叶大棚，茶农卖茶增收，" * 4 + "卖茶。"


class Terminal:
    """A terminal, and a command in it."""

    def __init__(self, *args, columns=80, stdout=None, **env):
        self._own, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "LINES")}
        self.run = subprocess.Popen(
            [*COMMAND, *map(str, args)],
            stdin=slave,
            stdout=stdout or slave,
            stderr=slave,
            env=kept | {"TERM": "xterm-256color"} | env,
            start_new_session=True,
        )
        os.close(slave)
        self.shown = b""

    def read(self, until=None):
        """Read what is shown, up to a text or the end; return the exit code at the end."""
        while until is None or until not in self.shown:
            try:
                self.shown += os.read(self._own, 65536)
            except OSError:  # Linux says so where the other end is closed
                break
        if until is not None:
            return None
        os.close(self._own)
        return self.run.wait()

    @property
    def text(self):
        return ESCAPE.sub(b"", self.shown).decode()


def pipe(*args, **env):
    kept = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    command = [*COMMAND, *map(str, args)]
    return subprocess.run(command, env=kept | env, capture_output=True, check=False)


@pytest.fixture
def report(workspace):
    path = Path("报告.txt")
    path.write_text(f"一、产业发展\n{LONG}\n清理河道垃圾6吨。\n", encoding="utf-8")
    return path


@pytest.fixture
def reports(workspace):
    """More sentences than are read ahead, so that the bar is shown while they are written."""
    folder = Path("reports")
    folder.mkdir()
    for number in range(40):
        text = "\n".join(f"新建茶叶大棚{number}{n}个，茶农卖茶增收。" for n in range(50))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_person_sees_a_table_in_colours(report):
    terminal = Terminal("predict", report, *MODEL)
    assert terminal.read() == 0
    assert "┃ 序号 ┃" in terminal.text
    assert COLOUR.search(terminal.shown)
    assert max(len(line) for line in terminal.text.splitlines()) <= 80


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_nothing_escapes_but_bold(report, env):
    terminal = Terminal("predict", report, *MODEL, **env)
    assert terminal.read() == 0
    assert "┃ 序号 ┃" in terminal.text
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|38|9[0-7])[;m]", terminal.shown)
    if env == {"TERM": "dumb"}:
        assert b"\x1b" not in terminal.shown


def test_a_narrow_terminal_gets_lists_in_which_nothing_is_cut(report):
    terminal = Terminal("predict", report, *MODEL, columns=40)
    assert terminal.read() == 0
    assert "┃ 序号" not in terminal.text
    shown = re.sub(r"\s", "", terminal.text)
    assert f"序号2小节一、产业发展句子{LONG[:59]}" in shown
    assert "主题产业" in shown


def test_a_pipe_gets_data_without_colours(report):
    done = pipe("predict", report, *MODEL)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["report"] for line in done.stdout.splitlines()] == ["报告"] * 3


def test_a_pipe_gets_tables_in_their_whole_width(report):
    done = pipe("predict", report, *MODEL, "--format", "table")
    assert b"\x1b" not in done.stdout
    assert LONG[:59] in done.stdout.decode()
    assert b"\x1b[" in pipe("predict", report, *MODEL, "--format", "table", FORCE_COLOR="1").stdout


def test_data_in_a_pipe_stays_data_while_a_person_watches_the_bar(reports):
    with Path("out.jsonl").open("wb") as out:
        terminal = Terminal("predict", reports, *MODEL, stdout=out)
        assert terminal.read() == 0
    rows = [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 2000
    assert "40/40" in terminal.text
    assert "茶农" not in terminal.text


def test_a_dumb_terminal_gets_no_moving_bar(reports):
    with Path("out.jsonl").open("wb") as out:
        terminal = Terminal("predict", reports, *MODEL, stdout=out, TERM="dumb")
        assert terminal.read() == 0
    assert b"\x1b" not in terminal.shown
    assert len(terminal.shown.splitlines()) <= 2


def test_what_a_redirected_training_says_is_plain(workspace):
    done = pipe("train", workspace.small_config("sm"), "--output", "run")
    assert (done.returncode, b"\x1b" in done.stdout + done.stderr) == (0, False)
    assert b".work." not in done.stderr


@pytest.mark.parametrize("encoding", ["cp936", "cp437", "cp1252", "ascii"])
def test_no_code_page_stops_a_terminal(report, encoding):
    terminal = Terminal("predict", report, *MODEL, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert terminal.read() == 0
    said = {"ascii": "utf-8"}.get(encoding, encoding)
    text = ESCAPE.sub(b"", terminal.shown).decode(said)
    assert ("产业" in text) == (encoding in ("cp936", "ascii"))
    assert "Error" not in text


@pytest.mark.parametrize("encoding", ["cp936", "cp437", "cp1252", "ascii"])
def test_data_in_a_pipe_is_utf_8_whatever_the_code_page(report, encoding):
    done = pipe("predict", report, *MODEL, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8").splitlines()[1])["themes"] == ["产业"]
    failed = pipe("predict", "没有.txt", *MODEL, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (failed.returncode, b"Traceback" in failed.stderr) == (1, False)
    assert b"no such file or folder. Check the path." in failed.stderr


def test_ctrl_c_is_one_line_and_130(reports):
    terminal = Terminal("predict", reports, *MODEL, "--format", "jsonl")
    terminal.read(until=b"Reports")
    os.killpg(terminal.run.pid, signal.SIGINT)
    assert terminal.read() == 130
    assert terminal.text.splitlines()[-1] == "Stopped."
    assert "Traceback" not in terminal.text
    assert terminal.shown.rindex(b"\x1b[?25h") > terminal.shown.rindex(b"\x1b[?25l")  # the cursor


@pytest.mark.parametrize(
    "args", [("--format", "jsonl"), ("--format", "csv"), ("--format", "table")]
)
def test_a_reader_that_leaves_ends_it_silently_as_sigpipe_would(reports, args):
    run = subprocess.Popen(
        [*COMMAND, "predict", "reports", *MODEL, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout.readline()
    run.stdout.close()
    assert (run.stderr.read(), run.wait()) == (b"", 141)
    run.stderr.close()


def test_a_full_disk_behind_stdout_is_one_line(report):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "predict", str(report), *MODEL], stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "Error: stdout: cannot be written (No space left on device). "
        "Make room there, or choose another place.\n"
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_traceback(report, closed):
    command = shlex.join([*COMMAND, "predict", str(report), *MODEL, "--output", "out.jsonl"])
    done = subprocess.run(["sh", "-c", f"{command} {closed}"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"Traceback" not in done.stderr
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize("output", ["fifo", "/dev/null"])
def test_a_pipe_or_a_device_is_written_to_and_not_replaced(reports, output):
    path = Path(output)
    if output == "fifo":
        os.mkfifo(path)
        reader = subprocess.Popen(["sh", "-c", "cat fifo > read.jsonl"])
    before = path.stat()
    args = ("predict", reports, *MODEL, "--format", "jsonl", "--output", output)
    assert pipe(*args).returncode == 0
    if output == "fifo":
        assert reader.wait() == 0
        assert len(Path("read.jsonl").read_text("utf-8").splitlines()) == 2000
    assert os.path.samestat(before, path.stat())
    assert not list(path.parent.glob(f"{path.name}.parts"))


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
class TestCompletion:
    """Completion as bash asks for it."""

    def complete(self, line, tmp_path):
        """Return what bash offers at the end of a line."""
        binary = tmp_path / "policy-themes"
        binary.write_text(
            f"#!{sys.executable}\nfrom policy_themes.cli import main\nmain()\n", "utf-8"
        )
        binary.chmod(0o755)
        words = line.split(" ")
        script = (
            f"PATH={shlex.quote(str(tmp_path))}:$PATH\n"
            'eval "$(_POLICY_THEMES_COMPLETE=source_bash policy-themes)"\n'
            f"COMP_WORDS=({line}) COMP_CWORD={len(words) - 1}\n"
            'COMP_LINE="${COMP_WORDS[*]}"\n'
            "_policy_themes_completion policy-themes\n"
            'printf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout.split()

    @pytest.mark.parametrize(
        ("line", "offered"),
        [
            ("policy-themes pre", {"predict", "prepare"}),
            ("policy-themes doccano u", {"up"}),
            ("policy-themes predict --expl", {"--explain"}),
            ("policy-themes predict a.txt --format j", {"jsonl"}),
            ("policy-themes push r1 --order un", {"uncertain"}),
        ],
    )
    def test_commands_options_and_values_are_offered(self, line, offered, tmp_path):
        assert set(self.complete(line, tmp_path)) == offered

    def test_it_does_not_import_what_labels(self):
        code = (
            "import sys\nfrom policy_themes.cli import main\n"
            "try:\n    main()\nexcept SystemExit:\n    pass\n"
            "print(sorted({'spacy', 'numpy', 'sklearn'} & set(sys.modules)), file=sys.stderr)"
        )
        env = {
            "_POLICY_THEMES_COMPLETE": "complete_bash",
            "COMP_WORDS": "policy-themes predict --f",
            "COMP_CWORD": "2",
        }
        done = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | env, capture_output=True, text=True
        )
        assert done.stderr == "[]\n"

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_a_script_for_each_shell_can_be_shown(self, shell):
        code = (
            "import sys; from policy_themes.cli import main; sys.argv[0] = 'policy-themes'; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "--show-completion", shell],
            env=os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
            capture_output=True,
        )
        assert done.returncode == 0
        assert b"_POLICY_THEMES_COMPLETE" in done.stdout
        assert {"zsh": b"compdef", "fish": b"complete --command"}.get(
            shell, b"COMPREPLY"
        ) in done.stdout
