from dataclasses import replace

import pytest

from policy_themes.models.contenders import FASTTEXT, LINEAR, MD, SM, STOCK_CHAR, list_contenders


@pytest.fixture(scope="module")
def contenders(project):
    return list_contenders(project.root / "configs", project.root / "training" / "segmenter")


@pytest.mark.extra("lab")
@pytest.mark.parametrize("name", [LINEAR, FASTTEXT])
def test_a_contender_learns_and_labels_in_order(contenders, project, tmp_path, name):
    train = project.sentences("train")
    contenders[name].train(train * 5, project.sentences("dev"), project.themes, tmp_path)
    bare = [replace(sentence, themes=()) for sentence in train]
    labelled = list(contenders[name].load(tmp_path)(iter(bare)))
    assert [sentence.id for sentence in labelled] == [sentence.id for sentence in train]
    right = sum(set(a.themes) == set(b.themes) for a, b in zip(labelled, train, strict=True))
    assert right > 0.6 * len(train)
    assert all(set(sentence.scores) == set(project.themes) for sentence in labelled)


def test_the_contenders_are_ours_and_four_others(contenders):
    assert list(contenders)[:2] == [SM, MD]
    assert STOCK_CHAR in contenders
    assert len(contenders) == 6
