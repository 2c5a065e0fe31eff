"""`policy-themes doccano`: the server that annotators work in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_themes.annotations.doccano.errors import NoAccountError, UnsupportedSystemError
from policy_themes.cli import defaults
from policy_themes.cli.autolabel import EXAMPLE as AUTOLABEL
from policy_themes.cli.autolabel import autolabel
from policy_themes.cli.talk import say
from policy_themes.errors import MissingExtraError

if TYPE_CHECKING:
    from policy_themes.annotations.doccano.connection import Connection

URL, USER, PASSWORD = (f"POLICY_THEMES_DOCCANO_{name}" for name in ("URL", "USER", "PASSWORD"))
DATABASE_URL = "DATABASE_URL"

app = typer.Typer(
    help="Run the Doccano server that annotators work in.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Home = Annotated[Path, typer.Option(help="Folder of the server: programs, database, accounts.")]


@app.callback()
def options() -> None:
    """Run the Doccano server that annotators work in."""
    if sys.platform == "win32":
        raise UnsupportedSystemError


@app.command("up", epilog="Example: policy-themes doccano up --port 8001")
def up(
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen at.  [default: that of last time, or 127.0.0.1]"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Port.  [default: that of last time, or 8000]"),
    ] = None,
    home: Home = defaults.DOCCANO,
) -> None:
    """Install Doccano if need be, start its web server and task worker, and say where they are.

    It keeps its projects in SQLite, or in the PostgreSQL that the environment's DATABASE_URL
    names at the first start (with ?sslmode=disable for one without TLS).
    """
    from policy_themes.annotations.doccano.secrets import accounts_path
    from policy_themes.annotations.doccano.server import start_server

    database_url = os.environ.get(DATABASE_URL)
    url = start_server(home, host=host, port=port, database_url=database_url, say=say)
    say(f"Doccano is up. Log in with an account of {accounts_path(home)}.")
    print(url)


@app.command("down", epilog="Example: policy-themes doccano down")
def down(home: Home = defaults.DOCCANO) -> None:
    """Stop the web server and the task worker; what they do is finished first."""
    from policy_themes.annotations.doccano.server import stop_server

    say("Doccano is down" if stop_server(home) else "Doccano was not up")


@app.command("status", epilog="Example: policy-themes doccano status")
def status(home: Home = defaults.DOCCANO) -> None:
    """Print how the server is and which rounds it holds; exit code 1 unless all is up."""
    from policy_themes.annotations.doccano.environment import locked_version
    from policy_themes.annotations.doccano.secrets import accounts_path
    from policy_themes.annotations.doccano.server import read_state

    state = read_state(home)
    if state is None:
        say(f"No server in {home} yet. Start one: policy-themes doccano up")
        raise typer.Exit(1)
    lines = {
        "web server": "up" if state.web else "down",
        "task worker": "up" if state.worker else "down",
        "address": state.url,
        "accounts": accounts_path(home),
        "database": state.database,
        "Doccano": locked_version(),
    }
    if state.web:
        lines["rounds"] = _describe_rounds(home)
    print("\n".join(f"{name:<12} {value}" for name, value in lines.items()))
    if not (state.web and state.worker):
        say("Start what is down: policy-themes doccano up")
        raise typer.Exit(1)


app.command("autolabel", epilog=AUTOLABEL)(autolabel)


def _describe_rounds(home: Path) -> str:
    """Return the rounds on the server, each with its annotators."""
    try:
        connection = open_connection(home, None, ours=True)
    except MissingExtraError as error:
        return str(error)
    names = [row["name"] for row in connection.get("projects", params={"limit": 1000})["results"]]
    rounds: dict[str, list[str]] = {}
    for name in sorted(names):
        round_name, _, annotator = name.partition("-")
        rounds.setdefault(round_name, []).append(annotator)
    return "; ".join(f"{name}: {', '.join(who)}" for name, who in rounds.items()) or "none"


def open_connection(home: Path, url: str | None, *, ours: bool = False) -> "Connection":
    """Connect to the server that the user names by option or environment, or to our own.

    Args:
        home: Folder of our own server.
        url: Address that the user gave.
        ours: Whether our own server is meant, whatever the environment names.

    Raises:
        ServerDownError: No server is named, and our own is not up.
        NoAccountError: A server is named without an account, and there is no terminal to ask at.
        PolicyThemesError: See `connection.connect`.
    """
    from policy_themes.annotations.doccano.connection import Account, connect, sends_in_clear
    from policy_themes.annotations.doccano.secrets import ADMIN, add_account
    from policy_themes.annotations.doccano.server import find_url

    named = None if ours else url or os.environ.get(URL)
    if named:
        if sends_in_clear(named):
            say("The password goes over the network as it is. Use https:// if the server has it.")
        return connect(named, Account(*_ask_account(named)))
    return connect(find_url(home), Account(ADMIN, add_account(home, ADMIN)))


def _ask_account(url: str) -> tuple[str, str]:
    """Return name and password from the environment, or as typed at the terminal."""
    name, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if not (name and password) and not sys.stdin.isatty():
        raise NoAccountError(url.rpartition("@")[2])
    name = name or typer.prompt(f"User of {url.rpartition('@')[2]}", err=True)
    return name, password or typer.prompt("Password", hide_input=True, err=True)
