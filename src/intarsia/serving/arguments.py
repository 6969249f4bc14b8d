"""What the command line lets be said of a service, whatever it serves. Nothing heavy is imported here."""

from __future__ import annotations

import argparse


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add where to listen, and what requests may ask for."""
    verb.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, this machine)")
    verb.add_argument("--port", type=int, default=8000, help="port to listen at (default: 8000)")
    verb.add_argument(
        "--api-key-file", metavar="FILE",
        help="a file with the key that clients must send (default: INTARSIA_API_KEY; without either, no key)",
    )  # fmt: skip
    verb.add_argument("--max-request", default="16MB", metavar="SIZE", help="largest body (default: 16MB)")
    verb.add_argument(
        "--max-pixels", type=int, default=50_000_000, metavar="N",
        help="pixels of all pictures of one request together (default: 50000000)",
    )  # fmt: skip
    verb.add_argument("--queue", type=int, default=64, metavar="N", help="requests under way at once (default: 64)")
    verb.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS",
        help="for a body to arrive, and for its answer (default: 30)",
    )  # fmt: skip
