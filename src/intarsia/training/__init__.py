"""The loop, the objectives, and the fitters that use them."""
