"""A person parser of the project's own: which pixel is hair, skin or which garment. See heads/decoder/CARD.md."""

from intarsia.apps.tryon.person.parser.decoder import CLASSES
from intarsia.apps.tryon.person.parser.parsing import Parsed, parse

__all__ = ["CLASSES", "Parsed", "parse"]
