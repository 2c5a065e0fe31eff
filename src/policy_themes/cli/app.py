"""The Typer application and its commands."""

from typing import Annotated

import typer

from policy_themes import __version__
from policy_themes.cli import adjudicate, agree, corpus, evaluate, package, predict, prepare, train

app = typer.Typer(
    name="policy-themes",
    help="Label every sentence of a Chinese grassroots work report with its policy themes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: policy-themes predict reports/ --output themes.xlsx",
)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command("predict", epilog=predict.EXAMPLE)(predict.predict)
app.command("prepare", epilog=prepare.EXAMPLE)(prepare.prepare)
app.command("train", epilog=train.EXAMPLE, context_settings=PASS_ON)(train.train)
app.command("evaluate", epilog=evaluate.EXAMPLE)(evaluate.evaluate)
app.command("package", epilog=package.EXAMPLE)(package.package)
app.command("agree", epilog=agree.EXAMPLE)(agree.agree)
app.command("adjudicate", epilog=adjudicate.EXAMPLE)(adjudicate.adjudicate)
app.add_typer(corpus.app, name="corpus")


def _show_version(value: bool) -> None:
    if value:
        print(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Label every sentence of a Chinese grassroots work report with its policy themes."""
