"""How good scores are: intervals, significance, the board of a comparison, the scorecard."""
