import pytest

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.models.simulate import plan_sizes, simulate
from policy_themes.training.simulate import LinearLearner


@pytest.fixture(scope="module")
def learner(project):
    terms = read_lexicon(project.lexicon, project.themes)
    return LinearLearner(project.sentences(), project.themes, terms)


@pytest.fixture(scope="module")
def parts(project, learner):
    train = {s.id for s in project.sentences("train")}
    rows = range(len(learner.sentences))
    return (
        [row for row in rows if learner.sentences[row].id in train],
        [row for row in rows if learner.sentences[row].id not in train],
    )


def test_sizes_grow_by_a_quarter_and_stay_below_all():
    assert plan_sizes(4, 12) == [4, 5, 7, 9]
    assert plan_sizes(1, 4) == [1, 2, 3]
    assert plan_sizes(5, 5) == []


def test_every_order_begins_with_the_same_batch_and_sees_no_gold(project, learner, parts):
    seen = {}

    def watch(name):
        def order(sentences, *, seed):
            seen.setdefault((name, seed), []).append({s.id for s in sentences})
            assert all(set(s.scores) == set(project.themes) for s in sentences)
            for sentence in sentences:
                own = {theme for theme, score in sentence.scores.items() if score >= 0.5}
                assert set(sentence.themes) == own
            return sorted(sentences, key=lambda s: s.id, reverse=name == "last")

        return order

    pool, held_out = parts
    told = []
    found = simulate(
        learner,
        pool,
        held_out,
        project.themes,
        {"first": watch("first"), "last": watch("last")},
        first=10,
        draws=2,
        report=told.append,
    )
    sizes = plan_sizes(10, len(pool))
    assert [len(pool) - len(left) for left in seen["first", 0]] == sizes[:-1]
    assert seen["first", 0][0] == seen["last", 0][0] != seen["first", 1][0]
    assert seen["first", 0][1] != seen["last", 0][1]
    # What an order puts first is annotated and does not come again.
    first, second = seen["first", 0][:2]
    assert first - second == set(sorted(first)[: sizes[1] - sizes[0]])
    assert [(s.order, s.draw, s.sentences) for s in found.steps] == [
        (order, draw, size) for order in ("first", "last") for draw in (0, 1) for size in sizes
    ]
    assert (found.full.sentences, found.orders) == (len(pool), ["first", "last"])
    assert told[0] == f"first, draw 1 of 2: {len(sizes)} fits"


def test_a_learner_that_has_seen_more_of_a_theme_scores_it_better(project, learner, parts):
    pool, held_out = parts
    place = project.themes.index("生态")
    with_it = [r for r in held_out if "生态" in learner.sentences[r].themes]
    none = [r for r in pool if "生态" not in learner.sentences[r].themes]
    few, all_of_it = (learner.score(own, with_it)[:, place].mean() for own in (none, pool))
    assert few < 0.5 < all_of_it
