"""What is trained: its declaration, and the one network."""

from intarsia.model.design import Design, Part
from intarsia.model.network import Network, Output

__all__ = ["Design", "Network", "Output", "Part"]
