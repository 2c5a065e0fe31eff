import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_themes.corpus.clean import clean_text, to_simplified

TRADITIONAL = "柳塘鎮組織幹部修通三條水渠,農戶種茶的收入漲了兩成。"
SIMPLIFIED = "柳塘镇组织干部修通三条水渠,农户种茶的收入涨了两成。"


@pytest.mark.parametrize(
    "invisible",
    [
        pytest.param("\x00", id="null"),
        pytest.param("\x1a", id="end of a DOS file"),
        pytest.param("\x7f", id="delete"),
        pytest.param("\xad", id="soft hyphen"),
        pytest.param("\u200b", id="zero-width space"),
        pytest.param("\u200e", id="direction mark"),
        pytest.param("\u202d", id="direction override"),
        pytest.param("\u2060", id="word joiner"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\u2800", id="empty braille cell"),
        pytest.param("\uf0b7", id="private use"),
        pytest.param("\ud83d", id="half of a surrogate pair"),
    ],
)
def test_invisible_characters_go(invisible: str) -> None:
    assert clean_text(f"{invisible}柳塘{invisible}村{invisible}") == ("柳塘村", 0)


@pytest.mark.parametrize("blank", ["\t", "\xa0", "\u2002", "\u2009", "\u202f", "\u3000", " "])
def test_every_kind_of_blank_becomes_a_space(blank: str) -> None:
    assert clean_text(f"柳塘{blank}村") == ("柳塘 村", 0)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_a_newline(newline: str) -> None:
    assert clean_text(f"柳塘{newline}青禾") == ("柳塘\n青禾", 0)


def test_page_breaks_and_empty_lines_stay() -> None:
    assert clean_text("柳塘\r\n\r\n青禾\f云溪") == ("柳塘\n\n青禾\f云溪", 0)


def test_full_width_forms_stay_as_they_are_written() -> None:
    text = "柳塘\uff0c青禾\uff1a(12)\uff08\uff11\uff12\uff09"
    assert clean_text(text) == (text, 0)


def test_a_traditional_text_becomes_simplified() -> None:
    assert clean_text(TRADITIONAL) == (SIMPLIFIED, 0)


def test_a_simplified_text_stays_as_it_is() -> None:
    assert clean_text(SIMPLIFIED) == (SIMPLIFIED, 0)


def test_one_traditional_name_in_a_simplified_text_stays() -> None:
    text = f"{SIMPLIFIED}麗麗茶庄也在村里收茶。"
    assert clean_text(text) == (text, 0)


def test_words_are_simplified_by_their_meaning() -> None:
    assert to_simplified("乾隆年間的水渠乾涸後,幹部帶頭清淤。") == (
        "乾隆年间的水渠干涸后,干部带头清淤。"
    )


@pytest.mark.parametrize("text", ["", "2023", "Liutang (GDP)"])
def test_a_text_without_characters_stays_as_it_is(text: str) -> None:
    assert to_simplified(text) == text


def test_residue_goes_before_the_characters_are_simplified() -> None:
    text = TRADITIONAL + "鄉(xiāng)村的山林轉變?yōu)閮r值。"
    assert clean_text(text) == (SIMPLIFIED + "乡村的山林转变为价值。", 0)


def test_damage_that_stays_is_counted() -> None:
    assert clean_text("鄉村的會議?xyz)在村裏開。") == ("乡村的会议?xyz)在村里开。", 1)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_clean_text_holds_no_control_characters(text: str) -> None:
    cleaned, _ = clean_text(text)
    assert not any(char < " " and char not in "\n\f" for char in cleaned)


@settings(deadline=None)
@given(st.text(alphabet="柳塘鎮镇組组渠,。 \t\r\n\f\u200b\u3000", max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    cleaned, damaged = clean_text(text)
    assert clean_text(cleaned) == (cleaned, damaged)
