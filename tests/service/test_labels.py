import pytest

from policy_themes.service.labels import label_texts, read_sentences


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([{"text": "一。"}, {"text": "二。"}], ["\n一。\n\n", "\n二。\n\n"]),
        (
            [{"text": "一。", "report": "a"}, {"text": "二。", "report": "a"}],
            ["\n一。\n\n二。", "\n二。\n一。\n"],
        ),
        (
            [{"text": "一。", "report": "a"}, {"text": "二。", "report": "b"}],
            ["\n一。\n\n", "\n二。\n\n"],
        ),
        ([{"text": "二。", "previous": "一。", "next": "三。"}], ["\n二。\n一。\n三。"]),
        (
            [{"text": "一。", "report": "a", "next": ""}, {"text": "二。", "report": "a"}],
            ["\n一。\n\n", "\n二。\n一。\n"],
        ),
        ([{"text": "一。", "section": ["甲", "乙"]}], ["甲 / 乙\n一。\n\n"]),
        ([{"text": " 一\n二。\u200b", "section": ["村裡\n的事"]}], ["村里 的事\n一 二。\n\n"]),
    ],
)
def test_context_comes_from_the_request_or_from_the_neighbours_of_one_report(rows, texts):
    assert read_sentences(rows) == texts


def test_labels_are_those_of_the_pipeline(sm):
    text = "\n新建茶叶大棚8个,茶农卖茶增收。\n\n"
    doc = sm(text)
    (found,) = label_texts(sm, [text])
    assert (found.themes, found.review) == (doc._.themes, doc._.theme_review)
    assert found.scores == pytest.approx(doc.cats, abs=1e-5)


@pytest.mark.parametrize("size", ["sm", "md"])
def test_the_vocabulary_does_not_grow(size, request):
    nlp = request.getfixturevalue(size)
    label_texts(nlp, ["\n新建大棚。\n\n"])
    before = len(list(nlp.vocab)), len(nlp.vocab.strings)
    label_texts(nlp, [f"\n{chr(0x4E00 + i)}{chr(0x5E00 + i)}工作\n\n" for i in range(500)])
    assert (len(list(nlp.vocab)), len(nlp.vocab.strings)) == before
