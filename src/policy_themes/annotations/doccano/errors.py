"""What goes wrong with a Doccano server, and what to do; see `policy_themes.errors`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from policy_themes.errors import PolicyThemesError


class ServiceAddressError(PolicyThemesError):
    """An address is none of our service; it is not shown, as it may hold a password."""

    def __init__(self, found: str) -> None:
        super().__init__("--service", found, "Give it as http://host:port.")


class ServiceUnreachableError(PolicyThemesError):
    """Doccano gets no answer from our service."""

    def __init__(self, service: str) -> None:
        super().__init__(
            service,
            "Doccano gets no answer from there",
            "Start it with: policy-themes serve; or give an address that Doccano can reach.",
        )


class ForeignServiceError(PolicyThemesError):
    """What Doccano was to ask for labels is not our service, or one with other themes."""

    def __init__(self, service: str, found: str) -> None:
        super().__init__(
            service,
            f"not a service for this round ({found})",
            "Serve a model of the themes in annotations/themes.toml, and set POLICY_THEMES_TOKEN "
            "to its token if it has one.",
        )


class ServerAddressError(PolicyThemesError):
    """An address is none of a web server, or holds a name and a password."""

    def __init__(self, found: str) -> None:
        super().__init__(
            "The server's address",
            found,
            "Give it as http://host:port, and the account by POLICY_THEMES_DOCCANO_USER and "
            "POLICY_THEMES_DOCCANO_PASSWORD.",
        )


class ServerUnreachableError(PolicyThemesError):
    """Nothing answers at the server's address, or it stopped answering."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            url,
            f"no Doccano answers ({reason})",
            "Start it with: policy-themes doccano up; or check the address, and run the same "
            "command again.",
        )


class LoginError(PolicyThemesError):
    """The server does not let the user in."""

    def __init__(self, url: str, user: str) -> None:
        super().__init__(
            url,
            f"user '{user}' or the password is wrong",
            "Set POLICY_THEMES_DOCCANO_USER and POLICY_THEMES_DOCCANO_PASSWORD to an account of "
            "this server.",
        )


class ServerVersionError(PolicyThemesError):
    """What answers is no Doccano, or one of a version with other calls."""

    def __init__(self, url: str, found: str) -> None:
        super().__init__(
            url,
            f"not a Doccano that policy-themes knows ({found})",
            "Give the address of Doccano 1.8, or start one with: policy-themes doccano up.",
        )


class WorkerNotRunningError(PolicyThemesError):
    """The server's task worker, which imports and exports, does not answer."""

    def __init__(self, url: str) -> None:
        super().__init__(
            url,
            "the server answers, but its task worker does not",
            "Start it with: policy-themes doccano up (on a server of your own: doccano task "
            "--concurrency 1), and run the same command again.",
        )


class RefusedError(PolicyThemesError):
    """The server refused a call.

    Attributes:
        status: Its HTTP status.
    """

    def __init__(self, url: str, call: str, status: int, reason: str) -> None:
        super().__init__(
            url,
            f"Doccano refused {call} ({status}: {reason})",
            "Check that the project is there and that the account is an administrator's.",
        )
        self.status = status


class TaskFailedError(PolicyThemesError):
    """A task of the server's worker ended with an error, or was lost."""

    def __init__(self, url: str, task: str, reason: str) -> None:
        super().__init__(
            url, f"the {task} failed ({reason})", "Look into the worker's log and run it again."
        )


class LargeExportError(PolicyThemesError):
    """An export has more in it than the rows of any project."""

    def __init__(self, url: str, most: int) -> None:
        super().__init__(
            url,
            f"an export of more than {most // 1_000_000} MB",
            "Check the address, or push the sentences as several rounds.",
        )


class ProjectEditedError(PolicyThemesError):
    """Somebody changed projects of a round in Doccano; all changes are reported together."""

    def __init__(self, changes: Mapping[str, Sequence[str]]) -> None:
        (first, own), *others = changes.items()
        found = [*own, *(f"project '{name}': {'; '.join(more)}" for name, more in others)]
        super().__init__(
            f"Project '{first}'",
            "; ".join(found),
            "Undo this in Doccano, or change annotations/themes.toml to it, and run the same "
            "command again.",
        )


class MissingRoundError(PolicyThemesError):
    """A server has no project of a round."""

    def __init__(self, url: str, round_name: str) -> None:
        super().__init__(
            url,
            f"no project of round '{round_name}'",
            f"Push it first: policy-themes push {round_name} --annotators NAMES.",
        )


class ForeignRoundError(PolicyThemesError):
    """A file of a round was not written by pull, so that nothing can be added to it."""

    def __init__(self, path: object, sentence: str) -> None:
        super().__init__(
            path,
            f"the answer to {sentence} has no time, so pull did not write it",
            "Give the round in Doccano another name.",
        )


class UnsupportedSystemError(PolicyThemesError):
    """Doccano's own server is wanted on Windows."""

    def __init__(self) -> None:
        super().__init__(
            "policy-themes doccano",
            "cannot run a server on Windows",
            "Run it in WSL, or use a server elsewhere: POLICY_THEMES_DOCCANO_URL names it.",
        )


class NoPythonError(PolicyThemesError):
    """Doccano cannot be installed for want of a Python that it runs on."""

    def __init__(self, version: str) -> None:
        super().__init__(
            "Doccano",
            f"needs Python {version} and found neither it nor uv",
            f"Install uv, which fetches it (pip install uv), or put python{version} on the PATH.",
        )


class InstallError(PolicyThemesError):
    """An installer failed."""

    def __init__(self, folder: object, log: Path, last: str) -> None:
        super().__init__(
            folder,
            f"Doccano cannot be installed: {last}",
            f"All that the installer said stands in {log}.",
        )


class HomeError(PolicyThemesError):
    """The folder of a server cannot be written."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            path, f"cannot be written ({reason})", "Make room, or choose another with --home."
        )


class ServerStartError(PolicyThemesError):
    """A part of the server does not come up."""

    def __init__(self, part: str, reason: str, log: Path) -> None:
        super().__init__(f"Doccano's {part}", f"does not come up: {reason}", f"Its log is {log}.")


class ServerStopError(PolicyThemesError):
    """Processes of the server outlive being killed."""

    def __init__(self, pids: Iterable[int]) -> None:
        super().__init__(
            f"Doccano's processes {', '.join(map(str, pids))}",
            "killed, and still there, as when a disk does not answer",
            "Wait and run policy-themes doccano down again, or restart the machine.",
        )


class ForeignProcessError(PolicyThemesError):
    """A process of the server is another user's."""

    def __init__(self, pid: int) -> None:
        super().__init__(
            f"Doccano's process {pid}",
            "another user's, so that it cannot be stopped",
            "Run policy-themes doccano down as the user who ran policy-themes doccano up.",
        )


class ServerRunsElsewhereError(PolicyThemesError):
    """A server that runs is asked to listen elsewhere."""

    def __init__(self, url: str) -> None:
        super().__init__(
            url, "the server is up at this address", "Stop it first: policy-themes doccano down."
        )


class DatabaseChangedError(PolicyThemesError):
    """A server with one database is asked to use another."""

    def __init__(self, home: object, own: str, asked: str) -> None:
        super().__init__(
            home,
            f"this server keeps its projects in {own}, and DATABASE_URL names {asked}",
            "Set DATABASE_URL as it was, or make another server with --home.",
        )


class DatabaseUrlError(PolicyThemesError):
    """DATABASE_URL names no PostgreSQL; the address holds a password and is not shown."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL",
            "no PostgreSQL",
            "Give postgres://user:password@host:5432/database, with ?sslmode=disable for a server "
            "without TLS and signs of the password such as # / ? @ as %23 %2F %3F %40, or unset "
            "it to use SQLite.",
        )


class ServerDownError(PolicyThemesError):
    """The project's own server is needed and is not up."""

    def __init__(self, home: object) -> None:
        super().__init__(
            home,
            "no server of this folder is up",
            "Start it: policy-themes doccano up; or name another with POLICY_THEMES_DOCCANO_URL.",
        )


class NoAccountError(PolicyThemesError):
    """A server is named without an account, and nobody can be asked."""

    def __init__(self, url: str) -> None:
        super().__init__(
            url,
            "no account for this server",
            "Set POLICY_THEMES_DOCCANO_USER and POLICY_THEMES_DOCCANO_PASSWORD.",
        )
