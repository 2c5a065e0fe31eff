"""Random inputs that coverage guides: python scripts/fuzzing/guided.py TARGET -max_total_time=600.

It needs Atheris beside policy-themes, in an environment of its own. What follows the target is
libFuzzer's: a folder of inputs to begin with and to add to, -rss_limit_mb, -timeout.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["policy_themes"]):
    from fuzzing.targets import TARGETS
    from policy_themes.errors import PolicyThemesError


def main(name: str, *options: str) -> None:
    """Run a target until it finds something, or for as long as the options say."""

    def run(data: bytes) -> None:
        try:
            TARGETS[name].run(data)
        except PolicyThemesError:
            return

    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
