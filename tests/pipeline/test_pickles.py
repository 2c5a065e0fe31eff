import os
import re

import pytest

from policy_themes.errors import ForeignModelError
from policy_themes.pipeline.pickles import refuse_pickles


def refused(folder, found):
    return pytest.raises(ForeignModelError, match=re.escape(f"(holds a pickle, {found})"))


@pytest.mark.parametrize("name", ["features.pkl", "features.PKL", "tokenizer/model/features.pkl"])
def test_a_pickle_anywhere_is_refused(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    with refused(tmp_path, name):
        refuse_pickles(tmp_path)


def test_a_pickle_behind_links_is_refused(tmp_path):
    elsewhere, model = tmp_path / "elsewhere", tmp_path / "model"
    elsewhere.mkdir()
    model.mkdir()
    (elsewhere / "data").touch()
    (elsewhere / "features.pkl").symlink_to("data")
    (model / "tokenizer").symlink_to(elsewhere)
    with refused(model, f"tokenizer{os.sep}features.pkl"):
        refuse_pickles(model)


def test_links_that_lead_in_a_circle_come_to_an_end(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).symlink_to(tmp_path)
    (tmp_path / "z.msgpack").touch()
    refuse_pickles(tmp_path)
