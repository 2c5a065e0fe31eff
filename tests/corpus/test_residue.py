import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.corpus import residue
from policy_themes.corpus.residue import remove_residue


def break_text(text: str, hit: str, reading: str) -> str:
    """Do to `text` what the converter does where it takes two half characters for `hit`.

    It puts the reading behind the byte pair of `hit`, in the middle of a character; whoever reads
    the page loses the half before the bracket, and the bracket with it.
    """
    data = text.encode("gbk")
    place = data.index(hit.encode("gbk")) + 2
    return _decode_pairs(data[:place] + f"({reading})".encode("gbk") + data[place:])


def _decode_pairs(data: bytes) -> str:
    text, i = "", 0
    while i < len(data):
        width = 1 if data[i] < 0x80 else 2
        try:
            text += data[i : i + width].decode("gbk")
        except UnicodeDecodeError:
            text += "?"
        i += width
    return text


def test_the_simulated_converter_breaks_text_as_the_news_sites_do() -> None:
    assert break_text("轉變為價值", "優", "yōu") == "轉變?yōu)閮r值"


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("鄉(xiāng)村", "鄉村"),
        ("鄉\uff08xiāng\uff09村", "鄉村"),
        ("鄉(xiang)村", "鄉村"),
        ("規(guī)劃與發(fā)展", "規劃與發展"),
        ("會(huì)計(jì)和會(kuài)計(jì)", "會計和會計"),
        ("女(nǚ)兒", "女兒"),
        ("鄉(xiāng)", "鄉"),
    ],
)
def test_the_reading_of_the_character_before_it_is_removed(broken: str, text: str) -> None:
    assert remove_residue(broken) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "開發手機端(app)",
        "全縣生產總值(GDP)增長",
        "全縣生產總值(gdp)增長",
        "柳塘村(liutang)的水渠",
        "水位(m)和流量",
        "鄉(村)",
        "鄉()村",
        "(xiāng)村",
        "修了水渠嗎\uff1f修了。",
        "",
    ],
)
def test_brackets_that_hold_no_reading_stay(text: str) -> None:
    assert remove_residue(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "hit", "reading"),
    [
        ("把水渠的價格轉變為價值。", "優", "yōu"),
        ("柳塘鎮加強黨員教育,水渠年底通水。", "訌", "hòng"),
        ("青禾鄉有了堅強領導,茶園越辦越好。", "詮", "quán"),
        ("雲溪鎮動態監測每一戶的收入。", "討", "tǎo"),
        ("柳塘社區黨支部每週碰頭。", "鐓", "duì"),
        ("各級組織都為修渠出了力。", "壗", "jìn"),
        ("雲溪鄉將閒置校舍變為養老院,今年開門。", "優", "yōu"),
        ("我們堅持問題導向,邊學邊改。", "謫", "zhé"),
        ("我們堅持問題導向,邊學邊改。", "謫", "zhe"),
    ],
)
def test_characters_whose_bytes_were_split_are_restored(text: str, hit: str, reading: str) -> None:
    broken = break_text(text, hit, reading)
    assert broken != text
    assert remove_residue(broken) == (text, 0)


def test_a_text_broken_in_several_places_is_restored_in_each() -> None:
    text = "柳塘社區黨支部每週碰頭,堅持問題導向。\n村規轉變為價值。"
    broken = text
    for hit, reading in [("鐓", "duì"), ("謫", "zhé"), ("優", "yōu")]:
        broken = break_text(broken, hit, reading)
    assert broken.count("?") == 3
    assert remove_residue(broken.replace("規", "規(guī)")) == (text, 0)


@pytest.mark.parametrize("mark", ["?", "\uff1f", "\ufffd", "?(", "\ufffd("])
def test_a_lost_byte_is_known_by_any_mark_of_a_decoder(mark: str) -> None:
    broken = break_text("轉變為價值", "優", "yōu").replace("?", mark)
    assert remove_residue(broken) == ("轉變為價值", 0)


@pytest.mark.parametrize(
    ("text", "hit", "reading"),
    [
        pytest.param("發現問題當場整改。", "攬", "lǎn", id="last byte of the line is lost"),
        pytest.param("返鄉大學生有二十名。", "髮", "fà", id="學 and 奧 both fit"),
    ],
)
def test_what_cannot_be_restored_stays_and_is_counted(text: str, hit: str, reading: str) -> None:
    broken = break_text(text, hit, reading)
    assert remove_residue(broken) == (broken, 1)


def test_every_place_that_stays_is_counted() -> None:
    broken = "村裏?xyz)開會。\n鎮上?xyz)開會。"
    assert remove_residue(broken) == (broken, 2)


def test_what_can_be_restored_is_beside_what_cannot() -> None:
    whole, lost = "轉變為價值。", break_text("大學生回鄉。", "髮", "fà")
    broken = break_text(whole, "優", "yōu") + "\n" + lost
    assert remove_residue(broken) == (f"{whole}\n{lost}", 1)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    restored, damaged = remove_residue(text)
    assert len(restored) <= len(text)
    assert damaged >= 0


@settings(deadline=None)
@given(st.text(alphabet="鄉村變為價值(?)[yōu]xiāng閮r", max_size=30))
def test_restoring_twice_changes_nothing_more(text: str) -> None:
    restored, damaged = remove_residue(text)
    assert remove_residue(restored) == (restored, damaged)


def test_a_line_is_shifted_for_a_few_hundred_characters_at_most() -> None:
    line = "轉變?yōu)閮r值" + "渠" * 20
    assert remove_residue(line)[1] == 0
    far = "變？ā）" + "渠" * 301 + "r"
    assert remove_residue(far) == (far, 1)


def test_no_more_places_are_restored_than_a_page_can_have(monkeypatch) -> None:
    monkeypatch.setattr(residue, "_MOST_PLACES", 2)
    monkeypatch.setattr(residue, "_PASSES", 1)
    text, damaged = remove_residue("轉變?yōu)閮r值。" * 3)
    assert (text, damaged) == ("轉變為價值。" * 2 + "轉變?yōu)閮r值。", 1)
