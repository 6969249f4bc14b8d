"""From a request to ranked outfits."""
