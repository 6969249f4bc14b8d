"""Why an answer came out: contributions of the modalities, the fusion's own weights and attention."""

from intarsia.explanation.explanation import Explanation
from intarsia.explanation.reasons import explain

__all__ = ["Explanation", "explain"]
