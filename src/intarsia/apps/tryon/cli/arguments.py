"""The fitting room's part of the command line: what may be said to it. Nothing heavy is imported here."""

from __future__ import annotations

import argparse


def add(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon add` takes."""
    verb.add_argument("wardrobe", metavar="WARDROBE", help="folder; made when needed; goes on where it was stopped")
    verb.add_argument("photos", nargs="*", metavar="PHOTO", help="photos of one garment each, or folders of them")
    verb.add_argument(
        "--table", metavar="TABLE",
        help="CSV, TSV or Parquet file with what a shop says of them: a column of photos, and any of title, "
        "description, category, price, sizes",
    )  # fmt: skip


def recommend(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon recommend` takes."""
    verb.add_argument("me", nargs="?", metavar="ME", help="a photo of you, from the front; may be left out")
    verb.add_argument("--wardrobe", required=True, metavar="WARDROBE", help="folder that tryon add made")
    verb.add_argument("--likes", nargs="+", default=[], metavar="PHOTO", help="photos of garments that you like")
    verb.add_argument("--dislikes", nargs="+", default=[], metavar="PHOTO", help="photos of garments that you do not")
    verb.add_argument("--owned", nargs="+", default=[], metavar="PHOTO", help="photos of what you have already")
    verb.add_argument("--wish", default="", metavar="TEXT", help='in English or Chinese: "summer wedding"')
    verb.add_argument("--top", type=int, default=12, metavar="N", help="looks to show (default: 12)")
    verb.add_argument("--out", default="looks.html", metavar="PAGE", help="the page (default: looks.html)")
    verb.add_argument("--explain", action="store_true", help="map on each garment what mattered; a few seconds a look")
    verb.add_argument("--with-photo", action="store_true", help="show your photo, small, on the page")
    verb.add_argument(
        "--preview",
        action="store_true",
        help="show each look on your photo, which the page then holds; a few seconds each",
    )
    _person(verb.add_argument_group("your colours, where the photo has them wrong"))
    _constraints(verb.add_argument_group("what no score can outweigh; names in English"))


def wear(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon wear` takes."""
    verb.add_argument("me", metavar="ME", help="a photo of you, standing, from the front")
    verb.add_argument("garments", nargs="+", metavar="GARMENT", help="photos of one garment each, laid flat")
    verb.add_argument(
        "--kinds", nargs="+", default=[], metavar="KIND",
        help="what they are, one word for each: t-shirt, jacket, skirt, ...; else seen by a model",
    )  # fmt: skip
    verb.add_argument("--out", default="look.png", metavar="PNG", help="the preview (default: look.png)")
    verb.add_argument(
        "--layers", metavar="DIR", help="write what was changed and what was not covered, as grey pictures"
    )
    verb.add_argument(
        "--engine", default="warp", metavar="ENGINE",
        help="warp (default), diffusion:folder=DIR, or remote:url=URL, which sends both photos to that server",
    )  # fmt: skip


def _person(group: argparse._ArgumentGroup) -> None:
    for name in ("skin", "hair", "eyes"):
        group.add_argument(f"--{name}", metavar="#RRGGBB", help=f"the colour of your {name}, such as #a8714b")


def _constraints(group: argparse._ArgumentGroup) -> None:
    several: dict[str, str] = {
        "only": "upper, lower, whole, or kinds of garments: nothing else is shown",
        "with": "kinds of garments: every look has one of each",
        "without": "parts of the body or kinds of garments that must not be",
        "sizes": "your sizes, as the shop writes them",
        "no-colours": "colours that must not be",
        "no-patterns": "plain, stripe, check or print",
        "no-sleeves": "none, short or long",
    }
    group.add_argument("--budget", metavar="[FROM-]TO", help="what a look may cost, such as 150 or 50-150")
    for name, told in several.items():
        group.add_argument(f"--{name}", nargs="+", default=[], metavar="NAME", help=told)


def feedback(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon like | dislike` takes."""
    verb.add_argument("numbers", nargs="+", type=int, metavar="N", help="numbers of looks on the last page")


def forget(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon forget` takes."""
    verb.add_argument("--wardrobe", metavar="WARDROBE", help="delete this wardrobe too; asks first")
    verb.add_argument("--yes", action="store_true", help="do not ask")


def demo(verb: argparse.ArgumentParser) -> None:
    """What `intarsia tryon demo` takes."""
    verb.add_argument("--out", default="demo", metavar="DIR", help="folder of the page (default: demo)")
