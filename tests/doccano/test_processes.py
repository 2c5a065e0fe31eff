import os

import pytest

from policy_themes.annotations.doccano import processes
from policy_themes.errors import ServerStopError


def test_a_process_of_another_user_is_told(monkeypatch):
    def refuse(pid, how):
        raise PermissionError

    monkeypatch.setattr(processes, "find_processes", lambda *_: [41])
    monkeypatch.setattr(os, "kill", refuse)
    with pytest.raises(ServerStopError, match=r"^Processes 41: do not end"):
        processes.stop_processes("-m", "gunicorn", patience=1)
