from multiprocessing import Pipe

import pytest

from policy_themes.models import score
from policy_themes.models.tasks import Setup
from policy_themes.models.worker import work
from policy_themes.outputs.parts import JsonLines


@pytest.mark.parametrize(("explain", "asked"), [(False, [score.BATCH]), (True, [])])
def test_tables_are_made_before_the_first_chunk_where_they_serve(
    workspace, monkeypatch, explain, asked
):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    found = []
    monkeypatch.setattr(score, "find_scorer", lambda nlp, n_texts: found.append(n_texts))
    parent, own = Pipe()
    with own:
        parent.close()
        work(own, Setup("training/sm/model-best", JsonLines(), explain=explain), 1)
    assert found == asked
