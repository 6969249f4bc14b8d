"""The fitting room's part of the command line: what may be said to it. Nothing heavy is imported here."""

from __future__ import annotations

import argparse

from intarsia.apps.app import help_text
from intarsia.i18n import messages

say = messages(__package__)


def add(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon add` takes."""
    verb.add_argument("wardrobe", metavar="WARDROBE", help=help_text(say("add_help.wardrobe")))
    verb.add_argument("photos", nargs="*", metavar="PHOTO", help=help_text(say("add_help.photos")))
    verb.add_argument(
        "--table", metavar="TABLE",
        help=help_text(say("add_help.table")),
    )  # fmt: skip


def measure(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon measure` takes."""
    verb.add_argument("me", metavar="ME", help=help_text(say("measure_help.me")))
    verb.add_argument("--json", action="store_true", help=help_text(say("measure_help.json")))
    _person(verb.add_argument_group(say("recommend_help.colours").told))


def recommend(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon recommend` takes."""
    verb.add_argument("me", nargs="?", metavar="ME", help=help_text(say("recommend_help.me")))
    verb.add_argument("--wardrobe", required=True, metavar="WARDROBE", help=help_text(say("recommend_help.wardrobe")))
    verb.add_argument("--likes", nargs="+", default=[], metavar="PHOTO", help=help_text(say("recommend_help.likes")))
    verb.add_argument(
        "--dislikes", nargs="+", default=[], metavar="PHOTO", help=help_text(say("recommend_help.dislikes"))
    )
    verb.add_argument("--owned", nargs="+", default=[], metavar="PHOTO", help=help_text(say("recommend_help.owned")))
    verb.add_argument("--wish", default="", metavar="TEXT", help=help_text(say("recommend_help.wish")))
    verb.add_argument("--top", type=int, default=12, metavar="N", help=help_text(say("recommend_help.top", default=12)))
    verb.add_argument(
        "--out", default="looks.html", metavar="PAGE", help=help_text(say("recommend_help.out", default="looks.html"))
    )
    verb.add_argument("--explain", action="store_true", help=help_text(say("recommend_help.explain")))
    verb.add_argument("--with-photo", action="store_true", help=help_text(say("recommend_help.with_photo")))
    verb.add_argument(
        "--preview",
        action="store_true",
        help=help_text(say("recommend_help.preview")),
    )
    _person(verb.add_argument_group(say("recommend_help.colours").told))
    _constraints(verb.add_argument_group(say("recommend_help.constraints").told))


def wear(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon wear` takes."""
    verb.add_argument("me", metavar="ME", help=help_text(say("wear_help.me")))
    verb.add_argument("garments", nargs="+", metavar="GARMENT", help=help_text(say("wear_help.garments")))
    verb.add_argument(
        "--kinds", nargs="+", default=[], metavar="KIND",
        help=help_text(say("wear_help.kinds")),
    )  # fmt: skip
    verb.add_argument(
        "--out", default="look.png", metavar="PNG", help=help_text(say("wear_help.out", default="look.png"))
    )
    verb.add_argument("--layers", metavar="DIR", help=help_text(say("wear_help.layers")))
    verb.add_argument(
        "--engine", default="warp", metavar="ENGINE",
        help=help_text(say("wear_help.engine")),
    )  # fmt: skip
    tops = verb.add_mutually_exclusive_group()
    tops.add_argument("--tucked", action="store_true", default=None, help=help_text(say("wear_help.tucked")))
    tops.add_argument("--over", action="store_false", dest="tucked", help=help_text(say("wear_help.over")))


def _person(group: argparse._ArgumentGroup) -> None:
    for name in ("skin", "hair", "eyes"):
        group.add_argument(f"--{name}", metavar="#RRGGBB", help=help_text(say(f"colour_help.{name}")))


def _constraints(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--budget", metavar="[FROM-]TO", help=help_text(say("constraint_help.budget")))
    for name in ("only", "with", "without", "for", "sizes", "no_colours", "no_patterns", "no_sleeves"):
        option = f"--{name.replace('_', '-')}"
        told = help_text(say(f"constraint_help.{name}"))
        group.add_argument(option, nargs="+", default=[], metavar="NAME", help=told)


def feedback(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon like | dislike` takes."""
    verb.add_argument("numbers", nargs="+", type=int, metavar="N", help=help_text(say("feedback_help.numbers")))


def forget(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon forget` takes."""
    verb.add_argument("--wardrobe", metavar="WARDROBE", help=help_text(say("forget_help.wardrobe")))
    verb.add_argument("--yes", action="store_true", help=help_text(say("forget_help.yes")))


def demo(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon demo` takes."""
    verb.add_argument("--out", default="demo", metavar="DIR", help=help_text(say("demo_help.out", default="demo")))
