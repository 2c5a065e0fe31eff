"""A made-up reading page, and a reader of it."""

from pathlib import Path

from tests.browser.screens import Screen

from policy_themes.annotations.themes import Theme, dress_labels
from policy_themes.records import Sentence

LABELS = ("党建", "巩固脱贫", "产业", "民生", "安全", "生态")
THEMES = tuple(
    Theme(label, f"theme{number}", colour, str(number), f"{label}工作")
    for number, (label, colour) in enumerate(
        zip(
            LABELS,
            ("#E4572E", "#B07AA1", "#F2A541", "#4E79A7", "#76609E", "#59A14F"),
            strict=True,
        ),
        start=1,
    )
)
REPORTS = {"柳林镇2023年工作总结": 12, "白土村2024年工作总结": 4}
"""Sections of each report by its title, which is its id too."""
_SHOWN = """() => [...document.querySelectorAll("[data-keys] > .sentence")]
    .filter((sentence) => sentence.checkVisibility() && !sentence.closest(".context"))
    .map((sentence) => sentence.textContent)"""
_ON_SCREEN = """() => {
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    const bar = document.querySelector(".bar");
    const edge = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
    return top >= edge && bottom <= innerHeight;
}"""


def make_sentences() -> list[Sentence]:
    """Return reports whose sections have a heading and a paragraph with two themes, one, none."""
    return [
        sentence
        for title, sections in REPORTS.items()
        for sentence in _make_report(title, sections)
    ]


def _make_report(title: str, sections: int) -> list[Sentence]:
    made: list[Sentence] = []

    def add(text, themes=(), *, kind="body", section=(), review=False, gap=0):
        start = (made[-1].end if made else 0) + gap
        scores = {label: 0.9 if label in themes else 0.1 for label in LABELS}
        place = (title, len(made) + 1, kind, section, start, start + len(text), text)
        own = {} if kind == "credit" else {"scores": scores, "review": review}
        made.append(Sentence(*place, tuple(themes), **own))

    add(title, kind="heading")
    for number in range(sections):
        one, other = LABELS[number % 6], LABELS[(number + 1) % 6]
        heading = f"{title[:3]}第{number + 1}节：{one}"
        inside = {"section": (heading,)}
        add(heading, [one] if number % 2 else [], kind="heading", gap=1)
        add(f"{heading}，既是{one}也是{other}。", [one, other], review=number % 4 < 2, **inside)
        add(f"{heading}，只是{one}，" + "一年来做了不少事情，" * 9 + "。", [one], **inside)
        add(f"{heading}，什么也不是。", review=number % 4 == 0, **inside)
    add("柳林镇党政办公室", kind="credit", gap=1)
    return made


def make_extremes() -> tuple[list[Sentence], tuple[Theme, ...]]:
    """Return reports with long names, deep sections and unbroken words; many themes, two long."""
    labels = (
        "巩固拓展脱贫攻坚成果同乡村振兴有效衔接",
        "Governance & Digital",
        *LABELS,
        *"甲乙丙丁",
    )
    made = []
    for report in (
        "a-very-long-file-name-without-a-space-final-version-2-confirmed",
        "柳林镇" * 12,
    ):
        made.append(
            Sentence(report, 1, "heading", (), 0, 30, "柳林镇2023年工作总结暨2024年打算" * 3)
        )
        for number in range(24):
            text = (
                "一段很长的话，" * 12 if number % 3 else "https://example.org/" + "a" * 90
            ) + "。"
            section = ("一、很长的标题", "（一）小", "1．更小", "（1）再小", "①最小")[: number % 6]
            kind = ("heading", "body", "caption", "body", "body")[number % 5]
            place = (report, number + 2, kind, section, 40 + 200 * number, 200 * number + 200, text)
            scores = dict.fromkeys(labels, 0.5)
            made.append(Sentence(*place, labels[: number % 8], scores, number % 2 == 0))
    return made, dress_labels(labels)


class Reader:
    """Somebody who reads the page.

    Attributes:
        screen: The screen that shows it.
        page: Its page.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen, self.page = screen, screen.page

    def press(self, *keys: str) -> None:
        """Press keys, each when the page has drawn what came of the one before."""
        for key in keys:
            self.page.keyboard.press(key)
            self.page.evaluate("new Promise(requestAnimationFrame)")

    @property
    def shown(self) -> list[str]:
        """The sentences that the filter shows, headings that only stand above them left out."""
        return self.page.evaluate(_SHOWN)

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()

    @property
    def hash(self) -> str:
        return self.page.evaluate("location.hash")

    @property
    def focused(self) -> str:
        """The sentence that has the focus; empty where none has."""
        focused = self.page.locator("article :focus .sentence, article .sentence:focus")
        return focused.first.inner_text() if focused.count() else ""

    @property
    def sees_focused(self) -> bool:
        """Whether what has the focus stands on the screen and not behind the bar."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        return self.page.evaluate(_ON_SCREEN)

    @property
    def pressed(self) -> list[str]:
        """The names of the filters that are on."""
        return self.page.locator("[aria-pressed=true] .tag").all_inner_texts()

    def filter(self, name: str):
        return self.page.locator(".filters button", has_text=name)

    def paste(self) -> str:
        """Return what Ctrl+V brings."""
        self.page.evaluate("document.body.append(document.createElement('textarea'))")
        area = self.page.locator("body > textarea")
        area.press("Control+V")
        return area.input_value()


def write_text(path: Path, text: str) -> Path:
    """Write a page and return where."""
    path.write_text(text, encoding="utf-8")
    return path
