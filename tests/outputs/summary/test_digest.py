from hypothesis import given
from hypothesis import strategies as st

from policy_themes.outputs.counts import count_sentences
from policy_themes.outputs.summary.digest import add_up, split_parts, split_sections, survey
from policy_themes.records import Sentence


def labelled(number, **fields):
    base = {"report": "a", "kind": "body", "section": (), "start": 0, "end": 1, "text": "种。"}
    return Sentence(index=number, scores={"产业": 0.9}, **base | fields)


def test_reports_are_counted_by_theme_with_their_figures(overview):
    first = overview.digests[0]
    assert overview.labels == ["党建", "产业", "安全"]
    assert first.counts.themes == {"产业": 2, "党建": 1}
    assert (first.counts.labelled, first.counts.none, first.counts.review) == (7, 4, 1)
    assert (first.figured, first.total_figures) == (4, 7)
    assert first.figures == {"产业": 4, "党建": 2}
    assert overview.counts == add_up(overview.digests)


def test_places_and_years_group_the_reports_and_unknown_comes_last(write_reports):
    text = "今年开展党员培训3次，成效明显，群众满意。\n"
    overview = survey([write_reports({"a": text, "云溪镇2023年": text, "b-2021": text})])
    assert list(overview.group_by_year()) == ["2021", "2023", ""]
    assert list(overview.group_by_place()) == ["云溪镇", ""]
    assert [d.report for d in overview.group_by_place()[""]] == ["a", "b-2021"]


@given(st.integers(min_value=0, max_value=60))
def test_ten_parts_hold_every_labelled_sentence_in_order_and_differ_by_one(number):
    sentences = [labelled(i) for i in range(number)]
    parts = split_parts([*sentences, labelled(99, kind="credit")])
    assert [s for part in parts for s in part] == sentences
    assert len(parts) == 10
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_parts_of_all_reports_add_up_to_their_sentences(overview):
    assert sum(part.labelled for part in overview.parts) == overview.counts.labelled


def test_a_heading_belongs_to_its_own_section(overview):
    sections = split_sections(overview.digests[0].source.read())
    assert list(sections) == ["", "一、主要成效", "二、下一步打算"]
    assert [s.text for s in sections["二、下一步打算"]] == [
        "二、下一步打算",
        "力争茶园面积突破1万亩。",
    ]
    assert sum(count_sentences(own).labelled for own in sections.values()) == 7
