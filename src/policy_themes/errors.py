"""Errors a user can mend. Each class owns its wording: where, what was found, what to do."""

from collections.abc import Iterable, Sequence
from pathlib import Path


class PolicyThemesError(Exception):
    """Base of all errors that the command line shows as one line on stderr."""

    def __init__(self, where: object, found: str, advice: str) -> None:
        super().__init__(f"{where}: {found}. {advice}")


class ReportError(PolicyThemesError):
    """A report cannot be read; with many reports, the others still can."""


class MissingPathError(ReportError):
    """A path leads to nothing."""

    def __init__(self, path: object) -> None:
        super().__init__(path, "no such file or folder", "Check the path.")


class NothingReadableError(ReportError):
    """A folder holds no report."""

    def __init__(self, folder: object, suffixes: Iterable[str]) -> None:
        super().__init__(
            folder,
            "no report in this folder",
            f"Reports end in {', '.join(sorted(suffixes))}.",
        )


class EmptyReportError(ReportError):
    """A report has no text."""

    def __init__(self, path: object) -> None:
        super().__init__(path, "no text in it", "Give a report that has sentences.")


class UnknownFormatError(ReportError):
    """A file is no format of a report."""

    def __init__(self, path: object, suffixes: Iterable[str]) -> None:
        super().__init__(
            path,
            "not text, Word, PDF or HTML",
            f"Save it as one of {', '.join(sorted(suffixes))}.",
        )


class OfficeFormatError(ReportError):
    """A Word file is encrypted, or of the format before 2007."""

    def __init__(self, path: object) -> None:
        super().__init__(
            path,
            "an encrypted or old Office file",
            "Open it in Word or WPS and save it as .docx without a password.",
        )


class EncryptedPdfError(ReportError):
    """A PDF wants a password."""

    def __init__(self, path: object) -> None:
        super().__init__(path, "an encrypted PDF", "Save a copy without a password.")


class ScannedPdfError(ReportError):
    """A PDF holds pictures of pages."""

    def __init__(self, path: object, pages: int) -> None:
        super().__init__(
            path,
            f"a scanned PDF, {pages} page(s) without a text layer",
            "Run text recognition (OCR) on it first.",
        )


class BrokenFileError(ReportError):
    """A file is damaged."""

    def __init__(self, path: object, kind: str) -> None:
        super().__init__(path, f"a damaged {kind} file", "Open it and save it again.")


class UnreadableFileError(ReportError):
    """A file may not be read."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path, f"cannot be read ({reason})", "Check its permissions.")


class UnwritableFileError(PolicyThemesError):
    """A file may not be written."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            path, f"cannot be written ({reason})", "Choose another place with --output."
        )


class RowsError(PolicyThemesError):
    """Problems in the rows of one file, all of them reported together."""

    def __init__(self, path: object, problems: Sequence[tuple[int, str]], advice: str) -> None:
        lines = "; ".join(f"line {number}: {problem}" for number, problem in problems[:10])
        more = f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
        super().__init__(path, lines + more, advice)


class UnknownThemeError(PolicyThemesError):
    """A label is none of the themes."""

    def __init__(self, where: object, themes: Iterable[str], known: Iterable[str]) -> None:
        names = ", ".join(f"'{theme}'" for theme in themes)
        super().__init__(where, f"unknown theme {names}", f"Known themes: {', '.join(known)}.")


class MissingModelError(PolicyThemesError):
    """There is no such pipeline."""

    def __init__(self, model: object) -> None:
        super().__init__(
            model,
            "no such pipeline",
            "Give the folder of a trained pipeline, or train one: policy-themes train.",
        )


class ForeignModelError(PolicyThemesError):
    """A pipeline is not one of ours."""

    def __init__(self, model: object, reason: str) -> None:
        super().__init__(
            model,
            f"not a policy-themes pipeline ({reason})",
            "Give a pipeline that policy-themes train wrote.",
        )


class ConfigError(PolicyThemesError):
    """A config does not resolve."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path, f"the config does not resolve: {reason}", "Mend it and try again.")


class MissingDataError(PolicyThemesError):
    """A file that a command needs is not there."""

    def __init__(self, path: Path, advice: str) -> None:
        super().__init__(path, "not there", advice)


class MissingExtraError(PolicyThemesError):
    """A part of the package is used whose libraries are not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            what,
            "needs libraries that are not installed",
            f'Run: pip install "policy-themes[{extra}]"',
        )
