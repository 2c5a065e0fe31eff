"""The Typer application and its commands."""

from typing import Annotated

import typer

from policy_themes import __version__
from policy_themes.cli import corpus, doccano
from policy_themes.cli.adjudicate import EXAMPLE as ADJUDICATE
from policy_themes.cli.adjudicate import adjudicate
from policy_themes.cli.agree import EXAMPLE as AGREE
from policy_themes.cli.agree import agree
from policy_themes.cli.answer import EXAMPLE as ANSWER
from policy_themes.cli.answer import answer
from policy_themes.cli.bench import EXAMPLE as BENCH
from policy_themes.cli.bench import bench
from policy_themes.cli.compare import EXAMPLE as COMPARE
from policy_themes.cli.compare import compare
from policy_themes.cli.curve import EXAMPLE as CURVE
from policy_themes.cli.curve import curve
from policy_themes.cli.endings import Commands
from policy_themes.cli.evaluate import EXAMPLE as EVALUATE
from policy_themes.cli.evaluate import evaluate
from policy_themes.cli.init import EXAMPLE as INIT
from policy_themes.cli.init import init
from policy_themes.cli.package import EXAMPLE as PACKAGE
from policy_themes.cli.package import package
from policy_themes.cli.predict import EXAMPLE as PREDICT
from policy_themes.cli.predict import predict
from policy_themes.cli.prepare import EXAMPLE as PREPARE
from policy_themes.cli.prepare import prepare
from policy_themes.cli.pull import EXAMPLE as PULL
from policy_themes.cli.pull import pull
from policy_themes.cli.push import EXAMPLE as PUSH
from policy_themes.cli.push import push
from policy_themes.cli.serve import EXAMPLE as SERVE
from policy_themes.cli.serve import serve
from policy_themes.cli.simulate import EXAMPLE as SIMULATE
from policy_themes.cli.simulate import simulate
from policy_themes.cli.status import EXAMPLE as STATUS
from policy_themes.cli.status import status
from policy_themes.cli.summary import EXAMPLE as SUMMARY
from policy_themes.cli.summary import summary
from policy_themes.cli.train import EXAMPLE as TRAIN
from policy_themes.cli.train import train

app = typer.Typer(
    name="policy-themes",
    cls=Commands,
    help="Label every sentence of a Chinese grassroots work report with its policy themes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: policy-themes predict reports/ --output themes.xlsx",
    # Else rich would take “[default: all]” in a help for its markup and drop it.
    rich_markup_mode="markdown",
)
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command("predict", epilog=PREDICT)(predict)
app.command("summary", epilog=SUMMARY)(summary)
app.command("init", epilog=INIT)(init)
app.command("prepare", epilog=PREPARE)(prepare)
app.command("train", epilog=TRAIN, context_settings=PASS_ON)(train)
app.command("evaluate", epilog=EVALUATE)(evaluate)
app.command("compare", epilog=COMPARE)(compare)
app.command("bench", epilog=BENCH)(bench)
app.command("curve", epilog=CURVE)(curve)
app.command("simulate", epilog=SIMULATE)(simulate)
app.command("package", epilog=PACKAGE)(package)
app.command("serve", epilog=SERVE)(serve)
app.command("push", epilog=PUSH)(push)
app.command("status", epilog=STATUS)(status)
app.command("pull", epilog=PULL)(pull)
app.command("agree", epilog=AGREE)(agree)
app.command("answer", epilog=ANSWER)(answer)
app.command("adjudicate", epilog=ADJUDICATE)(adjudicate)
app.add_typer(corpus.app, name="corpus")
app.add_typer(doccano.app, name="doccano")


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
