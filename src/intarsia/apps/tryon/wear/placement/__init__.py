"""Where each piece of cloth lies on a person."""
