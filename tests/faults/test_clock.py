"""A clock that was put back."""

import os
import time

import pytest

DAY = 86_400


@pytest.fixture
def prepared(cli, workspace):
    """A workspace whose rows are younger than the gold, so that training takes them as they are."""
    assert cli("prepare").code == 0
    return workspace


def train(cli, workspace):
    return cli("train", workspace.small_config("sm"), "--output", "run")


def test_rows_of_a_clock_that_ran_ahead_are_derived_again(cli, prepared):
    assert "Rows of corpus" not in train(cli, prepared).err
    ahead = time.time() + DAY
    os.utime("corpus/train.spacy", (ahead, ahead))
    os.utime("training/segmenter/weights.npz", (ahead, ahead))
    said = train(cli, prepared)
    assert said.code == 0
    assert "Rows of corpus" in said.err
    assert "Rows of corpus" not in train(cli, prepared).err
