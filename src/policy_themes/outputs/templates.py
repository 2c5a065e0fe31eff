"""The templates of the pages."""

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
    return environment.get_template(name)
