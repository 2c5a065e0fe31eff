"""What can be wrong with a page as somebody sees it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from tests.browser.screens import Screen

_SCRIPT = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
_GRAVE = ("serious", "critical")


def find_problems(screen: Screen) -> dict[str, list[str]]:
    """Return what is wrong with a page, by kind; nothing on a sound one.

    The kinds are those of `find_faults`, and `barriers` that axe finds serious or critical.
    """
    found = find_faults(screen)
    return found | {"barriers": barriers} if (barriers := find_barriers(screen)) else found


def find_faults(screen: Screen) -> dict[str, list[str]]:
    """Return what is wrong without asking axe, which needs the page's scripts to run.

    Kinds: `overflow` of the document to the side, `overlaps` of texts, texts that are `cut` off,
    `tofu` (characters that no font has), `asked` (requests but for the file itself) and `errors`
    of scripts and of the page's policy.
    """
    found = {**screen.page.evaluate(_SCRIPT), "asked": screen.asked, "errors": screen.errors}
    return {kind: problems for kind, problems in found.items() if problems}


def find_barriers(screen: Screen) -> list[str]:
    """Return what axe says keeps people out, with the first element of each kind."""
    response = Axe().run(screen.page, options={"resultTypes": ["violations"]}).response
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in response["violations"]
        if each["impact"] in _GRAVE
    ]
