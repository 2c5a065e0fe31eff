from collections import Counter

import pytest

from policy_themes.annotations.doccano.routing import find_news, plan_round, route_sentence

IDS = [f"r{i // 20}-2023:{i % 20}" for i in range(4000)]
PAIR = ["li", "wang"]


def plan(ids=IDS, placed=None, annotators=PAIR, overlap=0.2, sample=None):
    return plan_round(ids, placed or {}, annotators, overlap=overlap, sample=sample)


def test_the_share_goes_to_all_and_the_rest_evenly():
    to = Counter(route_sentence(key, PAIR, 0.2) for key in IDS)
    assert to["li", "wang"] == pytest.approx(800, abs=80)
    assert to["li",] == pytest.approx(1600, abs=120)


@pytest.mark.parametrize(("overlap", "both"), [(0, 0), (1, 4000)])
def test_nothing_and_everything_can_be_shared(overlap, both):
    assert sum(len(route_sentence(key, PAIR, overlap)) == 2 for key in IDS) == both


def test_the_lot_depends_neither_on_the_order_of_names_nor_on_other_sentences():
    assert route_sentence("a:1", PAIR, 0.2) == route_sentence("a:1", PAIR[::-1], 0.2)
    assert plan(IDS[:10])["li"] == [key for key in plan()["li"] if key in IDS[:10]]


def test_one_annotator_gets_everything():
    assert plan(annotators=["li"]) == {"li": IDS}


def test_a_sample_counts_what_the_round_has():
    first = plan(sample=100)
    assert set(first["li"]) | set(first["wang"]) == set(IDS[:100])
    assert plan(placed=first, sample=100) == first
    more = plan(placed=first, sample=150)
    assert set(more["li"]) | set(more["wang"]) == set(IDS[:150])
    assert plan(placed=first, sample=50) == first


def test_another_order_does_not_change_who_has_what():
    first = plan(sample=100)
    again = plan(IDS[::-1], placed=first, sample=100)
    assert {name: sorted(ids) for name, ids in again.items()} == {
        name: sorted(ids) for name, ids in first.items()
    }


def test_a_push_that_was_interrupted_between_two_projects_is_completed():
    whole = plan(sample=100)
    assert plan(placed={"li": whole["li"]}, sample=100) == whole


def test_a_new_annotator_gets_the_shared_ones_and_takes_no_other_s():
    first = plan(IDS[:500])
    more = plan(IDS[:500], placed=first, annotators=["li", "wang", "zhao"])
    assert more["li"] == first["li"]
    assert set(more["zhao"]) == set(first["li"]) & set(first["wang"])


def test_who_comes_alone_to_a_round_gets_the_shared_ones_of_the_others():
    first = plan(IDS[:500])
    more = plan(IDS[:500], placed=first, annotators=["zhao"])
    assert more == {"zhao": [key for key in first["li"] if key in first["wang"]]}


def test_news_are_what_some_project_lacks():
    assert find_news({"li": ["a", "b"], "wang": ["a"]}, {"li": ["a", "b"]}) == {"a"}
