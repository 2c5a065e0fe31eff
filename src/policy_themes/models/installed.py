"""The pipelines that are installed as packages."""

from importlib.metadata import entry_points

from policy_themes.errors import NoInstalledModelError

PREFIX = "zh_policy_themes_"
_SIZES = ("md", "sm", "trf")


def find_installed() -> str:
    """Return the name of the installed zh_policy_themes_md, sm or trf, the first that is there.

    Raises:
        NoInstalledModelError: There is none.
    """
    installed = {point.name for point in entry_points(group="spacy_models")}
    for size in _SIZES:
        if (name := f"{PREFIX}{size}") in installed:
            return name
    raise NoInstalledModelError(PREFIX)
