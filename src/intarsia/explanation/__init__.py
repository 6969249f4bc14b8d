"""Why an answer came out: contributions of the modalities, the fusion's own weights and attention."""

from intarsia.explanation.attribution import Explanation, explain

__all__ = ["Explanation", "explain"]
