"""What one photo says of the person in it: pose, outline, regions, colours. All of it can be corrected by the user."""

from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.measuring import measure
from intarsia.apps.tryon.person.parser import Parsed, parse
from intarsia.apps.tryon.person.person import Person
from intarsia.apps.tryon.person.picture import overlay
from intarsia.apps.tryon.person.quality import PhotoAssessment
from intarsia.apps.tryon.person.tones import Interval, Tone, Tones

__all__ = [
    "Face",
    "Hand",
    "Interval",
    "Parsed",
    "Person",
    "PhotoAssessment",
    "Tone",
    "Tones",
    "measure",
    "overlay",
    "parse",
]
