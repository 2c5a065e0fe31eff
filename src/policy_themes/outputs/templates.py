"""The templates of the pages."""

from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def load_template(name: str) -> Template:
    """Return a template beside this module; it escapes what it shows and misses no value."""
    environment = Environment(
        loader=PackageLoader("policy_themes", "outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["format_policy"] = format_policy
    return environment.get_template(name)


def format_policy(style: str, script: str = "") -> str:
    """Return the policy of a page that may use this style sheet and this script and load nothing.

    Both are what stands between the tags, to the character.

    References:
        W3C, Content Security Policy Level 3, section 6.7.3.3, Does element match source list
        for type and source.
    """
    allowed = [f"style-src '{_hash(style)}'", f"script-src '{_hash(script)}'" if script else ""]
    return "; ".join(["default-src 'none'", *filter(None, allowed), "img-src data:"])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
