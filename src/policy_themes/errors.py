"""Errors a user can mend. Each class owns its wording: where, what was found, what to do."""

import errno
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Line breaks and what steers a terminal, which a file's name and its text can hold."""


class PolicyThemesError(Exception):
    """Base of all errors that the command line shows as one line on stderr."""

    def __init__(self, where: object, found: str, advice: str) -> None:
        super().__init__(join_lines(f"{where}: {found}. {advice}"))

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error cross processes, though its class takes other arguments than its words."""
        return _revive, (type(self), str(self)), self.__dict__


def join_lines(text: str) -> str:
    """Return a text as one line that steers no terminal."""
    return _BREAKS.sub(" ", text)


def _revive(kind: type[PolicyThemesError], message: str) -> PolicyThemesError:
    return kind.__new__(kind, message)


def _describe(reason: OSError | str) -> str:
    return reason if isinstance(reason, str) else reason.strerror or str(reason)


def _advise(reason: OSError | str) -> str:
    """Return what helps where the system refuses to write."""
    code = reason.errno if isinstance(reason, OSError) else None
    if code in _FULL:
        return "Make room there, or choose another place."
    if code in _DENIED:
        return "Check its permissions, or choose another place."
    return "Choose another place."


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


class LargeReportError(ReportError):
    """A file has more in it than any report has, or takes more memory."""

    def __init__(self, path: object, found: str) -> None:
        super().__init__(
            path, f"too large to read ({found})", "Split it, or save its text alone as .txt."
        )


class SlowReportError(ReportError):
    """A file is read, or its report labelled, for longer than any report takes."""

    def __init__(self, path: object, seconds: float) -> None:
        super().__init__(
            path, f"not done after {seconds:.0f} s", "Save it in another format, or split it."
        )


class UnreadableFileError(ReportError):
    """A file may not be read."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(path, f"cannot be read ({reason})", "Check its permissions.")


class UnwritableFileError(PolicyThemesError):
    """A file may not be written, or has no room.

    Attributes:
        reason: What the system says.
    """

    def __init__(self, path: object, reason: OSError | str) -> None:
        super().__init__(path, f"cannot be written ({_describe(reason)})", _advise(reason))
        self.reason = reason


class MachineError(PolicyThemesError):
    """The machine refuses what every program needs: room, files, a place for temporary ones."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            error.filename or "The system",
            _describe(error),
            "Mend this and run the same command again.",
        )

    @staticmethod
    def explains(error: OSError) -> bool:
        """Return whether an error of the system is the machine's, not a bug of ours."""
        if error.errno == errno.ENOENT:  # without a name it is tempfile's, which found no folder
            return error.filename is None
        return error.errno in {*_FULL, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE}


class NotParquetError(PolicyThemesError):
    """A table is damaged, or no Parquet."""

    def __init__(self, path: object) -> None:
        super().__init__(path, "not a Parquet file", "Write it again, or give a report.")


class MissingColumnError(PolicyThemesError):
    """A table has no column of sentences."""

    def __init__(self, path: object, column: str, columns: Iterable[str]) -> None:
        super().__init__(
            path,
            f"no column '{column}'",
            f"Name the sentences' own with --text-column: {', '.join(columns)}.",
        )


class ColumnTypeError(PolicyThemesError):
    """The column of sentences holds something else."""

    def __init__(self, path: object, column: str, found: str) -> None:
        super().__init__(
            path, f"column '{column}' is {found}, not text", "Name another with --text-column."
        )


class TableSchemaError(PolicyThemesError):
    """Tables that should become one have different columns."""

    def __init__(self, path: object, first: object) -> None:
        super().__init__(path, f"other columns than {first}", "Label it in a run of its own.")


class MixedInputsError(PolicyThemesError):
    """Reports and tables are given together."""

    def __init__(self, report: object, table: object) -> None:
        super().__init__(
            report, f"a report, given together with {table}, a table", "Label them in two runs."
        )


class CrashedReportError(ReportError):
    """Processes die of a report, or it shows an error of ours."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            path,
            f"labelling it failed again and again ({reason})",
            "Save it in another format, or use fewer --jobs if the memory is short.",
        )


class WorkerStartError(PolicyThemesError):
    """Processes that should label die before they are ready."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Loading the model",
            f"its processes end before they are ready ({reason})",
            "Each holds the model in memory: use fewer --jobs if that is short.",
        )


class RunInProgressError(PolicyThemesError):
    """Another process writes the same output."""

    def __init__(self, folder: object) -> None:
        super().__init__(
            folder, "another process is writing here", "Wait for it, or choose another place."
        )


class CrowdedPageError(PolicyThemesError):
    """A page would hold more reports than a browser shows."""

    def __init__(self, path: object, size: int, unit: str, most: int) -> None:
        super().__init__(
            path,
            f"{size:,} {unit} on one page, at most {most:,}",
            "Write .xlsx, .csv, .jsonl or .parquet, or give fewer.",
        )


class RowsError(PolicyThemesError):
    """Problems in the rows of one file, all of them reported together."""

    def __init__(self, path: object, problems: Sequence[tuple[int, str]], advice: str) -> None:
        lines = "; ".join(f"line {number}: {problem}" for number, problem in problems[:10])
        more = f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
        super().__init__(path, lines + more, advice)


class RepeatedReportError(PolicyThemesError):
    """The sentences of a report stand in several places, and would count twice."""

    def __init__(self, path: object, report: str) -> None:
        super().__init__(
            path,
            f"report '{report}' stands in several places",
            "Give the sentences of a report once, one after the other.",
        )


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


class NoInstalledModelError(PolicyThemesError):
    """No pipeline is named, and none is installed."""

    def __init__(self, prefix: str) -> None:
        super().__init__(
            f"{prefix}*",
            "no such pipeline is installed",
            "Install its wheel with pip, give the folder of a trained pipeline, or train one: "
            "policy-themes train.",
        )


class MissingColumnsError(PolicyThemesError):
    """A table lacks columns that are asked for."""

    def __init__(self, missing: Iterable[str], columns: Iterable[str]) -> None:
        super().__init__(
            "The table",
            f"no column {', '.join(map(repr, missing))}",
            f"It has: {', '.join(map(str, columns))}.",
        )


class TakenColumnsError(PolicyThemesError):
    """A table has columns already that labelling adds."""

    def __init__(self, taken: Iterable[str]) -> None:
        super().__init__(
            "The table",
            f"it has a column {', '.join(map(repr, taken))} already",
            "Rename or drop it first.",
        )


class MissingOrderError(PolicyThemesError):
    """The sentences of a report have no order, so that none has neighbours."""

    def __init__(self, report_column: str) -> None:
        super().__init__(
            f"report_column={report_column!r}",
            "the sentences of a report have no order in Spark",
            "Name the column of their numbers as index_column.",
        )


class NotTextsError(PolicyThemesError, ValueError):
    """An estimator is given something else than sentences; scikit-learn expects a ValueError."""

    def __init__(self, found: str) -> None:
        super().__init__("X", f"{found} where sentences are wanted", "Give a list of strings.")


class NoSentencesError(PolicyThemesError):
    """A doc of somebody's pipeline is not split into sentences."""

    def __init__(self) -> None:
        super().__init__(
            "policy_themes",
            "the doc has no sentence boundaries",
            "Put a splitter before the component: nlp.add_pipe('policy_sentences', "
            "before='policy_themes'), or a sentencizer of yours.",
        )


class NoScoresError(PolicyThemesError):
    """The component that sets themes stands in a pipeline that gives no scores."""

    def __init__(self) -> None:
        super().__init__(
            "policy_themes",
            "no component before it scores themes, and it has no pipeline of its own",
            "Add it with source=spacy.load('zh_policy_themes_md') or "
            "config={'model': 'zh_policy_themes_md'}.",
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


class TwinReportsError(PolicyThemesError):
    """Two files of reports would have the same id."""

    def __init__(self, folder: Path, one: str, other: str) -> None:
        super().__init__(
            folder, f"{one} and {other} would be one report", "Rename one of them, or take it out."
        )


class EmptySplitError(PolicyThemesError):
    """No report of a split has gold."""

    def __init__(self, reports: Path, split: str) -> None:
        super().__init__(
            reports,
            f"no {split} report with gold",
            f'Give a report "split": "{split}" in {reports.with_name("briefs.jsonl")}, and run '
            "policy-themes corpus build.",
        )


class RefitError(PolicyThemesError):
    """A pipeline is to be evaluated on reports that it learnt from."""

    def __init__(self, reports: int) -> None:
        super().__init__(
            "The pipeline",
            f"it was refitted on all {reports} reports, the test reports too",
            "Give gold of other reports or --folds, or train with --no-refit.",
        )


class AboutFileError(PolicyThemesError):
    """What is told about a model for its card is not as it must be."""

    def __init__(self, path: object, found: str, keys: Iterable[str]) -> None:
        super().__init__(path, found, f"It may hold the texts {', '.join(keys)}, and [[sources]].")


class OpenDecisionsError(PolicyThemesError):
    """Adjudicators decided sentences differently, so that nothing is decided."""

    def __init__(self, where: object, sentences: Sequence[str]) -> None:
        more = f" and {len(sentences) - 5} more" if len(sentences) > 5 else ""
        super().__init__(
            where,
            f"adjudicators differ on {', '.join(sentences[:5])}{more}",
            "Let them settle it in Doccano and pull again.",
        )


class AnnotatorTakenError(PolicyThemesError):
    """A model would write over a person's answers."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, "answers that no model gave", "Name the model otherwise with --name."
        )


class UnknownSentencesError(PolicyThemesError):
    """Answers are to sentences that the corpus does not hold."""

    def __init__(self, where: object, sentences: Sequence[str]) -> None:
        more = f" and {len(sentences) - 5} more" if len(sentences) > 5 else ""
        super().__init__(
            where,
            f"no sentence {', '.join(sentences[:5])}{more}",
            "Give the sentences that were pushed with --sentences.",
        )


class MissingExtraError(PolicyThemesError):
    """A part of the package is used whose libraries are not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            what,
            "needs libraries that are not installed",
            f'Run: pip install "policy-themes[{extra}]"',
        )


class EmptyTokenError(PolicyThemesError):
    """A token is none; what was found instead is not shown."""

    def __init__(self, where: object) -> None:
        super().__init__(
            where,
            "no token in it",
            "A token is one word of ASCII characters, such as openssl rand -hex 32 prints.",
        )


class PortTakenError(PolicyThemesError):
    """Another program listens where the server should."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"{host}:{port}", f"cannot listen there ({reason})", "Choose another port with --port."
        )
