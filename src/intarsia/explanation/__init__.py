"""Why an answer came out: contributions of the modalities, the fusion's own weights."""
