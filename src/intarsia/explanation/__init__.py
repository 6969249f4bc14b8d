"""Why an answer came out: contributions of the modalities, the fusion's own weights and attention."""

from intarsia.explanation.attribution import explain
from intarsia.explanation.explanation import Explanation

__all__ = ["Explanation", "explain"]
