"""The command line: one command a file, and the one place where errors become messages."""

import gc
import sys

from policy_themes.cli.app import app
from policy_themes.cli.talk import say_error, set_up_streams
from policy_themes.errors import PolicyThemesError


def main() -> None:
    """Run the command line. Our errors are one line on stderr and exit code 1; usage is 2."""
    set_up_streams()
    try:
        app()
    except PolicyThemesError as error:
        say_error(str(error))
        sys.exit(1)
    finally:
        gc.freeze()  # or the collector would walk through all of it once more before it goes
