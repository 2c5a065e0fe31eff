"""Run the command line as `python -m policy_themes.cli`."""

from policy_themes.cli import main

main()
