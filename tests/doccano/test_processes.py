import os

import pytest

from policy_themes.annotations.doccano import processes
from policy_themes.annotations.doccano.errors import ForeignProcessError, ServerStopError


def test_a_process_of_another_user_is_told_with_who_can_stop_it(monkeypatch):
    def refuse(pid, how):
        raise PermissionError

    monkeypatch.setattr(processes, "find_processes", lambda *_: [41])
    monkeypatch.setattr(os, "kill", refuse)
    told = (
        r"^Doccano's process 41: another user's, so that it cannot be stopped\. Run policy-themes "
        r"doccano down as the user who ran policy-themes doccano up\.$"
    )
    with pytest.raises(ForeignProcessError, match=told):
        processes.stop_processes("-m", "gunicorn", patience=1)


def test_processes_that_outlive_being_killed_are_told_with_what_to_do(monkeypatch):
    times = iter(range(0, 1000, 5))
    signals = []
    monkeypatch.setattr(processes, "find_processes", lambda *_: [41, 42])
    monkeypatch.setattr(processes.time, "monotonic", lambda: next(times))
    monkeypatch.setattr(processes.time, "sleep", lambda _: None)
    monkeypatch.setattr(os, "kill", lambda pid, how: signals.append((pid, how.name)))
    told = (
        r"^Doccano's processes 41, 42: killed, and still there, as when a disk does not answer\. "
        r"Wait and run policy-themes doccano down again, or restart the machine\.$"
    )
    with pytest.raises(ServerStopError, match=told):
        processes.stop_processes("-m", "gunicorn", patience=1)
    assert signals == [(41, "SIGTERM"), (42, "SIGTERM"), (41, "SIGKILL"), (42, "SIGKILL")]
