"""`policy-themes doccano autolabel`: let annotators have a sentence labelled by the service."""

from pathlib import Path
from typing import Annotated

import typer

from policy_themes.annotations.doccano.errors import MissingRoundError
from policy_themes.cli import defaults
from policy_themes.cli.serve import TOKEN_VARIABLE, read_token
from policy_themes.cli.talk import say

EXAMPLE = "Example: policy-themes doccano autolabel r7 --service http://127.0.0.1:8080"
_SENTENCE = "排查消防安全隐患11处，全部整改。"


def autolabel(
    round_name: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as r7.")],
    service: Annotated[
        str,
        typer.Option(help="Address of policy-themes serve, as the machine of Doccano reaches it."),
    ] = "http://127.0.0.1:8080",
    url: Annotated[
        str | None, typer.Option(help="Address of a server that policy-themes did not start.")
    ] = None,
    home: Annotated[Path, typer.Option(help="Folder of our own server.")] = defaults.DOCCANO,
) -> None:
    """Register the service as the auto-labeller of a round's projects, and try it once.

    The same command again changes nothing, or the address. A token of the service is taken from
    the environment variable POLICY_THEMES_TOKEN; Doccano keeps it, for its administrators to see.
    """
    from policy_themes.annotations.doccano.autolabel import register_service
    from policy_themes.annotations.doccano.connection import sends_in_clear
    from policy_themes.annotations.doccano.projects import find_projects
    from policy_themes.cli.doccano import open_connection

    token = read_token()
    connection = open_connection(home, url)
    projects = find_projects(connection, round_name)
    if not projects:
        raise MissingRoundError(connection.url, round_name)
    if token and sends_in_clear(service):
        say(
            f"Warning: {TOKEN_VARIABLE} goes over the network as it is. "
            "Use https:// if the service has it."
        )
    found = register_service(
        connection, projects.values(), service, token=token, sentence=_SENTENCE
    )
    say(f"Doccano asked {service} about “{_SENTENCE}”: {'、'.join(found) or 'no theme'}.")
    say(f"Registered for {', '.join(projects)}.")
    say(
        "Annotators: open a sentence, click the magic wand (Auto Labeling) above it and switch it "
        "on; each sentence that is opened unconfirmed then gets the service's themes."
    )
