import pytest

from policy_themes.corpus.places import find_real_places, mask_places, read_counties, split_place
from policy_themes.errors import MissingPathError
from policy_themes.records import Sentence

COUNTIES = ["忠县", "会同县", "平江县", "城中区", "桐城市"]


def make(text, section=()):
    return Sentence("a", 1, "body", section, 0, len(text), text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("与平江县开展协作", ["平江县"]),
        ("赴桐城市招商", ["桐城市"]),
        ("会同县水利局现场办公", []),
        ("城中区域的背街小巷", []),
        ("我镇忠县委决定", []),
    ],
)
def test_real_counties_in_text_are_found(text, found):
    assert find_real_places({"a": text}, {"a": "霁川县洪塘镇"}, COUNTIES) == [
        ("a", name) for name in found
    ]


def test_the_report_s_own_county_is_looked_up_whatever_its_kind():
    found = find_real_places({}, {"a": "忠县洪塘镇", "b": "城中区新桥街道"}, COUNTIES)
    assert found == [("a", "忠县"), ("b", "城中区")]


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("霁川县两河口乡", ("霁川县", "两河口乡")),
        ("江澜市望江楼社区", ("江澜市", "望江楼社区")),
        ("洪塘镇", ("洪塘镇", "")),
    ],
)
def test_a_place_is_its_county_and_its_unit(place, parts):
    assert split_place(place) == parts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("两河口乡2023年修路12.5公里", "某0年修路0公里"),
        ("两河口党委印发通知", "某党委印发通知"),
        ("在石牛村、白沙社区开展宣讲", "在某村、某社区开展宣讲"),
        ("党建引领乡村振兴", "党建引领乡村振兴"),
        ("二〇二三年", "0年"),
    ],
)
def test_names_years_and_figures_are_masked(text, masked):
    (sentence,) = mask_places([make(text, ("一、两河口乡概况",))], ["霁川县两河口乡"])
    assert sentence.text == masked
    assert sentence.section == ("一、某概况",)


def test_the_list_of_counties_is_one_name_a_line(tmp_path):
    path = tmp_path / "counties.txt"
    path.write_text("忠县\n平江县\n", encoding="utf-8")
    assert read_counties(path) == ["忠县", "平江县"]
    with pytest.raises(MissingPathError, match="no such file"):
        read_counties(tmp_path / "nope.txt")
