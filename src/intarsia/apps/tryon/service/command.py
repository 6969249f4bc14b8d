"""What `intarsia tryon serve` does."""

from __future__ import annotations

from argparse import Namespace

from intarsia.apps.tryon.service.fitting import Fitting
from intarsia.apps.tryon.service.routes import endpoints
from intarsia.serving import command


def run(given: Namespace) -> None:
    """Open the wardrobe, and the model if one is given, and serve both until told to stop."""
    command.run(given, [endpoints(Fitting(given.wardrobe))])
