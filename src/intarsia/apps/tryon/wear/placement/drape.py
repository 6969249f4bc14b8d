"""A garment laid on a person, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from intarsia.apps.tryon.wear.garment.affine import Affine, smooth, unit
from intarsia.apps.tryon.wear.garment.geometry import Cut
from intarsia.apps.tryon.wear.garment.pattern import UPPER
from intarsia.apps.tryon.wear.person.figure import BodyFigure
from intarsia.apps.tryon.wear.placement.leg import Leg, above, centred
from intarsia.apps.tryon.wear.placement.mesh import BOUNDS, ClothPiece, Laid, Net, Plane, areas, lay
from intarsia.apps.tryon.wear.placement.sleeve import PLIANT, Sleeve
from intarsia.apps.tryon.wear.placement.trunk import lengthened, own_size, raised, trunk_map, waisted
from intarsia.apps.tryon.wear.placement.wrap import Mask, Wrap, covering

HELD = 0.05
"""How much a trunk is held in place, beside how much its cells are held in form."""
HOOD = 0.6
"""Height of a hood that lies on the shoulders beside that of one that is laid out."""
UNDER = 2.5
"""How far a trunk reaches under its sleeves, pixels of the garment: no gap where they part."""


def drape(
    cut: Cut,
    figure: BodyFigure,
    worn: Mask | None = None,
    outline: Mask | None = None,
    shoulders: Mask | None = None,
) -> list[Laid]:
    """Return the pieces of a garment where they lie, in the order in which they are painted.

    Args:
        worn: (H, W) bool: clothes in the person's photo, without arms, that the trunk should cover.
        outline: (H, W) bool: the person, whose legs those of trousers should cover.
        shoulders: (H, W) bool: the person without head and hair, on whose shoulders a top lies, and whose arms are in
            its sleeves.
    """
    net = Net.over(cut.alpha.shape)
    trunk = trunk_map(cut, figure)
    size = own_size(cut, figure)
    wrap = Wrap.of(cut)
    if cut.has("armpit") and shoulders is not None:
        trunk = raised(trunk, wrap, cut, figure, shoulders)
    if worn is not None and cut.shape == UPPER:
        trunk = lengthened(trunk, cut, figure, worn)
    if worn is not None and not cut.has("armpit"):
        trunk = waisted(trunk, figure, worn)
    if cut.has("crotch"):
        figure = figure if outline is None else centred(figure, outline)
        legs = [Leg.of(cut, figure, side, trunk, size) for side in ("left", "right")]
        if outline is not None:
            legs = [leg.covering(cut, figure, outline) for leg in legs]
        part = above(legs[0], cut.alpha)
        hips = _trunk(net, trunk, wrap if worn is None else covering(wrap, trunk, cut, part, worn), cut, part)
        return lay(net, [hips, *(leg.piece(net, trunk, cut.alpha) for leg in legs)])
    if cut.has("cuff outer"):
        return _with_sleeves(net, trunk, cut, figure, worn, shoulders)
    part = (cut.alpha > 0).astype(np.float32)
    if worn is not None:
        wrap = covering(wrap, trunk, cut, part, worn)
    return lay(net, [_trunk(net, trunk, wrap, cut, part)])


def _with_sleeves(
    net: Net, trunk: Affine, cut: Cut, figure: BodyFigure, worn: Mask | None, arms: Mask | None
) -> list[Laid]:
    """Return the first way to bend the sleeves that keeps all areas within bounds, or the last one."""
    laid: list[Laid] = []
    size = own_size(cut, figure)
    for pliant in PLIANT:
        sleeves = {side: Sleeve.of(cut, figure, side, size, pliant) for side in ("left", "right")}
        if arms is not None:
            sleeves = {side: each.covering(cut, figure, side, arms) for side, each in sleeves.items()}
        part = _bodice(cut.alpha, sleeves.values())
        wrap = Wrap.of(cut) if worn is None else covering(Wrap.of(cut), trunk, cut, part, worn)
        pieces = [
            each.pieces(net, _seam(trunk, wrap, cut, side), cut.alpha, side, size) for side, each in sleeves.items()
        ]
        body = _trunk(net, trunk, wrap, cut, _whole(part, cut.alpha, [each for both in pieces for each in both]))
        laid = lay(net, [body, *(each for both in pieces for each in both)])
        low, high = areas(laid)
        if low >= BOUNDS[0] and high <= BOUNDS[1]:
            break
    return laid


def _seam(trunk: Affine, wrap: Wrap, cut: Cut, side: str) -> Affine:
    """Return the trunk's map where a sleeve is sewn to it."""
    return replace(trunk, form=trunk.form @ wrap.form(cut[f"{side} armpit"]))


def _bodice(alpha: Plane, sleeves: Iterable[Sleeve]) -> Plane:
    """Return (H, W): all that is no sleeve, and a seam's width of the sleeves."""
    rows, columns = np.mgrid[: alpha.shape[0], : alpha.shape[1]]
    places = np.stack([columns, rows], axis=-1).astype(np.float64)
    part = (alpha > 0).astype(np.float64)
    for sleeve in sleeves:
        part *= np.clip(UNDER - sleeve.beyond(places), 0, 1)
    return part.astype(np.float32)


def _whole(part: Plane, alpha: Plane, sleeves: Iterable[ClothPiece]) -> Plane:
    """Return (H, W): a trunk with what neither it nor a sleeve has, so that all cloth belongs to a piece."""
    left = alpha > 0
    for piece in sleeves:
        left = left & (piece.part < 0.5)
    return np.asarray(np.where(left, 1, part), np.float32)


def _trunk(net: Net, trunk: Affine, wrap: Wrap, cut: Cut, part: Plane) -> ClothPiece:
    """Return the first piece, to which the others are sewn. What lies behind the neck has fallen on the shoulders."""
    form = trunk.form @ wrap.form(net.centres)
    anchors = np.dstack([trunk(wrap.places(net.vertices)), np.full(net.shape, HELD)])
    if cut.behind.any():
        down = unit(cut.middle("hem") - cut.middle("neck"))
        fallen = smooth((cut.middle("neck") - net.centres) @ down, 0, 2 * net.step)
        form = form @ (np.eye(2) - (1 - HOOD) * fallen[..., None, None] * np.outer(down, down))
        anchors[..., 2] *= (net.vertices - cut.middle("neck")) @ down > 0
    return ClothPiece("trunk", part, np.ones(net.shape, bool), form, anchors)
