"""Colour and edge histograms of pictures whose answer is plain to see."""

from __future__ import annotations

import numpy as np
import pytest

from cases import over
from intarsia.columns.image import Image
from intarsia.encoders.histogram import DIRECTIONS, Histogram
from intarsia.errors import OptionError

RED, BLUE = (255, 0, 0), (0, 0, 255)


def plain(colour, height=64, width=64):
    return np.full((height, width, 3), colour, np.uint8)


def stripes(upright, width=8):
    """Black and white; upright stripes have edges whose gradient runs across."""
    line = (np.arange(64) // width % 2 * 255).astype(np.uint8)
    picture = np.broadcast_to(line if upright else line[:, None], (64, 64))
    return np.stack([picture] * 3, -1)


def histograms(*pictures, **options):
    """(B, 5, 64) colours of the whole and of four parts, (B, 64, 9) edges of the parts."""
    tokens = Histogram(**options).extractor()(Image().collate(list(pictures))).tokens[:, 0]
    return tokens[:, :320].reshape(-1, 5, 64), tokens[:, 320:].reshape(len(pictures), -1, DIRECTIONS)


def test_one_colour_is_one_bin():
    colours, edges = histograms(plain(RED), plain(BLUE))
    assert (np.sort(colours)[..., -1] == 1).all()
    assert (np.sort(colours)[..., :-1] == 0).all()
    assert (colours[0].argmax(-1) != colours[1].argmax(-1)).all()
    assert not edges.any()


def test_colours_are_known_by_their_place():
    picture = plain(RED)
    picture[:, 32:] = BLUE
    (whole, *parts), _ = (found[0] for found in histograms(picture))
    np.testing.assert_allclose(np.sort(whole)[-2:] ** 2, 0.5, rtol=1e-6)
    red, blue = (histograms(plain(colour))[0][0, 0].argmax() for colour in (RED, BLUE))
    assert [part.argmax() for part in parts] == [red, blue, red, blue]


def test_edges_are_known_by_their_direction():
    _, edges = histograms(stripes(upright=True), stripes(upright=False))
    assert set(edges[0].argmax(-1)) == {0}
    np.testing.assert_allclose(edges[0, :, 0], 1, atol=1e-3)
    # The gradient runs down: 90 degrees lie halfway between the bins at 80 and 100.
    np.testing.assert_allclose(edges[1, :, 4] ** 2, 0.5, atol=1e-3)
    np.testing.assert_allclose(edges[1, :, 5] ** 2, 0.5, atol=1e-3)


def test_light_to_dark_or_dark_to_light_is_one_direction():
    picture = stripes(upright=True)
    np.testing.assert_allclose(histograms(picture)[1], histograms(255 - picture)[1], atol=1e-6)


def test_the_size_of_the_picture_hardly_matters():
    small, large = stripes(upright=True), np.kron(stripes(upright=True), np.ones((4, 4, 1), np.uint8))
    np.testing.assert_allclose(histograms(small)[0], histograms(large)[0], atol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 400, 3), (300, 2, 3), (64, 64, 3)])
def test_any_shape_is_read_and_preparing_twice_is_preparing_once(shape):
    picture = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    encoder = Histogram()
    once = encoder.prepare(picture)
    assert once.shape == (64, 64, 3)
    assert np.array_equal(encoder.prepare(once), once)
    colours, edges = histograms(picture)
    assert np.array_equal(histograms(once)[0], colours)
    np.testing.assert_allclose((colours**2).sum(-1), 1, rtol=1e-5)
    assert np.isfinite(edges).all()


def test_width_follows_the_options_and_missing_pictures_are_masked():
    encoder = Histogram(side=16, levels=2, colour_grid=1, edge_grid=2)
    features = encoder.extractor()(Image().collate([None, plain(RED, 7, 9)]))
    assert features.tokens.shape == (2, 1, encoder.build().width) == (2, 1, 2 * 8 + 4 * 9)
    assert features.tokens.dtype == np.float32
    assert features.mask.tolist() == [[False], [True]]
    assert not features.tokens[0].any()


@over(
    ("options", "message"),
    [
        ({"levels": 0}, "levels must be in 1..256 and the grids at least 1, got 0, 2, 8"),
        ({"edge_grid": 0}, "levels must be in 1..256 and the grids at least 1, got 4, 2, 0"),
        ({"side": 4}, "side must be at least 8, no less than the grids and at most 1024, got 4"),
        ({"edge_grid": 100}, "no less than the grids and at most 1024, got 64"),
        ({"side": 10**6}, "no less than the grids and at most 1024, got 1000000"),
        ({"levels": 64, "colour_grid": 8}, "make 17,039,936 numbers of each picture, of which at most 100,000"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(OptionError, match=message):
        Histogram(**options)
