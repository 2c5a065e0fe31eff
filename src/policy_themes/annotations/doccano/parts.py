"""The two parts of a server of ours, web server and task worker, as processes."""

import os
from pathlib import Path

from policy_themes.annotations.doccano.home import Home
from policy_themes.annotations.doccano.processes import is_running, launch, stop_processes
from policy_themes.annotations.doccano.settings import Settings

PARTS = {"web": "web server", "worker": "task worker"}
INSIDE = Path(__file__).with_name("inside")
"""What Doccano's own Python runs."""
_PATIENCE = {"web": 10, "worker": 30}
"""Seconds in which a part may finish what it does."""
_NOT_FOR_THE_SERVER = (
    "DATABASE_URL",
    "POLICY_THEMES_DOCCANO_PASSWORD",
    "POLICY_THEMES_TOKEN",
    "PYTHONHOME",
)


def marks(home: Home, part: str) -> tuple[str, str, str]:
    """Return the arguments that tell a part of this server from every other process."""
    if part == "web":
        return "-m", "gunicorn", f"--log-file={home.log(part)}"
    return "-m", "celery", f"--logfile={home.log(part)}"


def runs(home: Home, part: str) -> bool:
    """Return whether the main process of a part runs."""
    return is_running(*marks(home, part))


def stop(home: Home, part: str) -> bool:
    """Stop a part, gently and at last by force, and return whether anything of it ran.

    Raises:
        ServerStopError: A process outlives being killed.
        ForeignProcessError: A process is another user's.
    """
    return stop_processes(*marks(home, part), patience=_PATIENCE[part])


def launch_web(home: Home, settings: Settings) -> None:
    """Start the web server; `doccano webserver` would listen at every address of the machine."""
    options = [
        f"--bind={settings.host}:{settings.port}",
        "--preload",
        "--workers=2",
        "--threads=4",
        "--keep-alive=30",
        "--timeout=300",
        "--capture-output",
        "config.wsgi",
    ]
    _launch(home, "web", [*marks(home, "web"), *options])


def launch_worker(home: Home) -> None:
    """Start the task worker, as one process: of several, some would outlive the first.

    It does one task after the other. The import of a push that was killed is then over before the
    next push's begins, which finds what it brought and brings nothing twice.
    """
    module, name, log = marks(home, "worker")
    options = ["--pool=threads", "--concurrency=1", "--loglevel=info", "--without-mingle"]
    _launch(home, "worker", [module, name, "--app=config", "worker", log, *options])


def _launch(home: Home, part: str, arguments: list[str]) -> None:
    command = [str(home.python), *arguments]
    launch(command, log=home.log(part), env=make_env(home), folder=home.root)


def make_env(home: Home) -> dict[str, str]:
    """Return the environment of the server's processes, which holds no secret."""
    own = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_THE_SERVER}
    (backend,) = home.environment.glob("lib/python*/site-packages/backend")
    return {
        **own,
        "POLICY_THEMES_DOCCANO_HOME": str(home.root),
        "DJANGO_SETTINGS_MODULE": "doccano_settings",
        "PYTHONPATH": os.pathsep.join([str(INSIDE), str(backend)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "STANDALONE": "True",
    }
