"""The studio's part of the command line. Nothing heavy is imported here."""

from __future__ import annotations

import argparse


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what `intarsia studio` takes."""
    verb.add_argument("--port", type=int, default=7860, help="port to listen at; 0 takes any free one (default: 7860)")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, this machine)")
    verb.add_argument("--no-open", action="store_true", help="do not open the page in a browser")
    verb.add_argument("--model", metavar="DIR", help="folder of a saved model that may be asked")
    verb.add_argument("--wardrobe", metavar="DIR", help="folder that tryon add made, to choose from")
