"""Cell → tokens: one file per family."""

from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, Features, encoders

__all__ = ["Cells", "Encoded", "Encoder", "EncoderModule", "Features", "encoders"]
