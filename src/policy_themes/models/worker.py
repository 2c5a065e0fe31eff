"""A process that labels chunks, as it runs; `policy_themes.models.workers` starts it."""

import multiprocessing
import os
import threading
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any

from policy_themes.errors import PolicyThemesError
from policy_themes.files import replace_file
from policy_themes.models.chunks import Outcome
from policy_themes.models.tasks import Died, Done, PartFormat, Ready, Setup, Task


def work(connection: Connection, setup: Setup, threads: int) -> None:
    """Load the model and label chunks until the parent ends."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    try:
        from policy_themes.models.load import load_pipeline, pipeline_themes
        from policy_themes.models.predict import label_sentences
        from policy_themes.models.score import BATCH, find_scorer

        nlp = load_pipeline(setup.model)
        themes = pipeline_themes(nlp)
        if not setup.explain:
            find_scorer(nlp, BATCH)  # makes its tables now: each chunk alone may be too small
        label = partial(label_sentences, nlp, threshold=setup.threshold, explain=setup.explain)
        connection.send(Ready(themes))
        while True:
            connection.send(_do(connection.recv(), setup.format, label, themes))
    except PolicyThemesError as error:
        connection.send(error)
    except (EOFError, BrokenPipeError):
        return


def _do(task: Task, form: PartFormat, label: Any, themes: tuple[str, ...]) -> Done | Died:
    outcome = Outcome()
    try:
        with replace_file(task.path) as beside:
            form.write(beside, label(task.chunk.iter_sentences(outcome)), themes, task.chunk)
    except PolicyThemesError:
        raise
    except Exception as error:  # noqa: BLE001 - one report of 50,000 must not end the run
        return Died(task, f"{type(error).__name__}: {error}")
    return Done(task, outcome)


def _follow_parent() -> None:
    """End with the parent, however it ended, also in the middle of a chunk."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
