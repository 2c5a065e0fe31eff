"""`policy-themes init`: the files that a project of one's own begins with."""

from pathlib import Path
from typing import Annotated

import typer

import policy_themes
from policy_themes.cli import defaults
from policy_themes.cli.talk import say
from policy_themes.files import write_text

EXAMPLE = "Example: policy-themes init 教育教学 教师队伍 校园安全"


def init(
    themes: Annotated[list[str], typer.Argument(metavar="THEME", help="Your themes.")],
) -> None:
    """Begin a project of your own in this folder, with your themes.

    Writes the configs, themes.toml, a guideline to fill in, an empty lexicon and what the model's
    card will say. What is there stays as it is.
    """
    from policy_themes.annotations.start import draft_guideline, draft_lexicon, draft_themes
    from policy_themes.models.about import draft_about

    labels = list(dict.fromkeys(name for name in map(str.strip, themes) if name))
    if not labels:
        raise typer.BadParameter("Name a theme at least.")
    configs = _find_configs()
    texts = {
        **{
            defaults.CONFIG.parent / path.relative_to(configs): path.read_text(encoding="utf-8")
            for path in sorted(configs.rglob("*.cfg"))
        },
        defaults.THEMES: draft_themes(labels),
        defaults.GUIDELINE: draft_guideline(labels),
        defaults.LEXICON: draft_lexicon(),
        defaults.ABOUT: draft_about(),
    }
    for path, text in texts.items():
        if path.exists():
            say(f"Kept {path}")
        else:
            write_text(path, text)
            say(f"Wrote {path}")
    reports = defaults.CORPUS / "reports"
    for folder in (reports, defaults.ROUNDS):
        folder.mkdir(parents=True, exist_ok=True)
    say(f"Next: say in {defaults.THEMES} what each theme covers, and put reports into {reports}.")


def _find_configs() -> Path:
    """Return the folder of the configs: in the package, if a wheel brought it, or the checkout."""
    own = Path(policy_themes.__file__).parent / "configs"
    return own if own.is_dir() else own.parents[2] / "configs"
