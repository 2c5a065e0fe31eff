from policy_themes.outputs.counts import count_sentences


def test_a_sentence_counts_for_each_of_its_themes(make):
    counts = count_sentences([make(themes=("党建", "产业")), make(themes=("产业",), review=True)])
    assert counts.themes == {"党建": 1, "产业": 2}
    assert (counts.labelled, counts.none, counts.review) == (2, 0, 1)
    assert counts.share(1) == 0.5


def test_a_sentence_not_labelled_is_not_one_without_a_theme(make):
    counts = count_sentences([make(), make(themes=())])
    assert (counts.labelled, counts.none) == (1, 1)


def test_credits_and_junk_are_left_out(make):
    counts = count_sentences([make(themes=(), kind="credit"), make(themes=(), kind="junk")])
    assert counts.labelled == 0
    assert counts.share(0) == 0.0
