"""Cell → tokens: one file per family."""

from intarsia.encoders._base import Cells, Encoded, Encoder, EncoderModule, Features, encoders

__all__ = ["Cells", "Encoded", "Encoder", "EncoderModule", "Features", "encoders"]
