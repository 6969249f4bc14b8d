"""Cloth as a net: pieces that share their seams, laid so that each cell keeps the form that is wanted of it.

Least squares on the net's edges (Sorkine et al. 2004: an edge should be what its cell's map makes of it) and on soft
anchors. The system is linear, and its answer is continuous wherever the net is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]

CELLS = 44
"""Cells along the longer side of a garment's photo."""
BOUNDS = (0.5, 2.0)
"""Least and most area of a cell beside the usual one: beyond them a pattern looks bent."""
WITHIN = (0.58, 1.7)
"""Least and most area of a cell beside the usual one, beyond which a cell is made stiffer."""
ROUNDS = 6
STIFFER = 4.0
"""How often cells are made stiffer that are squeezed or stretched, at most, and by how much."""
EDGES = ((0, 1), (2, 3), (0, 2), (1, 3))
"""The edges of a cell whose corners are numbered row by row."""


@dataclass(frozen=True)
class Net:
    """The grid that lies over a garment's photo.

    Attributes:
        step: side of a cell, pixels of the photo.
        shape: rows and columns of vertices.
    """

    step: float
    shape: tuple[int, int]

    @classmethod
    def over(cls, shape: tuple[int, ...]) -> Net:
        """Lay the net over a photo of that shape."""
        step = max(shape[:2]) / CELLS
        return cls(step, (int(np.ceil(shape[0] / step)) + 1, int(np.ceil(shape[1] / step)) + 1))

    @property
    def vertices(self) -> Array:
        """(R, C, 2) x, y in pixels of the photo."""
        rows, columns = self.shape
        return np.asarray(np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1) * self.step)

    @property
    def centres(self) -> Array:
        """(R - 1, C - 1, 2) middles of the cells."""
        return np.asarray(self.vertices[:-1, :-1] + self.step / 2)

    def touched(self, part: Plane) -> npt.NDArray[np.bool_]:
        """Return (R - 1, C - 1): cells that hold something of a part (H, W)."""
        rows, columns = self.shape
        found = np.zeros((rows - 1, columns - 1), bool)
        down, right = np.nonzero(part > 0)
        found[(down / self.step).astype(int), (right / self.step).astype(int)] = True
        return found


@dataclass(frozen=True)
class ClothPiece:
    """A piece of cloth under the net.

    Attributes:
        name: "trunk", "left sleeve", ...
        part: (H, W) float32 in [0, 1]: how much of each pixel of the photo belongs to it.
        sewn: (R, C) bool: vertices that it shares with the first piece.
        form: (R - 1, C - 1, 2, 2): what its cells should become, pixels of the person per pixel of the garment.
        anchors: (R, C, 3): where its vertices should lie, x, y, and how much that counts, from 0.
    """

    name: str
    part: Plane
    sewn: npt.NDArray[np.bool_]
    form: Array
    anchors: Array


@dataclass(frozen=True)
class Laid:
    """A piece where it lies on the person.

    Attributes:
        name: of the piece.
        part: of the piece.
        cells: (K, 2) row and column of each of its cells.
        corners: (K, 4, 2) pixels of the person, corners row by row.
        step: side of a cell, pixels of the photo.
    """

    name: str
    part: Plane
    cells: npt.NDArray[np.int64]
    corners: Array
    step: float

    def jacobians(self) -> Array:
        """Return (K, 2, 2) in the middle of each cell: columns are what a step to the right and a step down become."""
        one, two, three, four = (self.corners[:, each] for each in range(4))
        across = (two - one + four - three) / 2
        along = (three - one + four - two) / 2
        return np.stack([across, along], axis=-1) / self.step

    def place(self, point: npt.ArrayLike) -> Array:
        """Return (2,) pixels of the person where a place (2,) of the garment's photo comes to lie."""
        at = np.asarray(point, np.float64) / self.step
        away = np.linalg.norm(self.cells[:, ::-1] + 0.5 - at, axis=1)
        nearest = int(away.argmin())
        rest = (at - self.cells[nearest, ::-1] - 0.5) * self.step
        return np.asarray(self.corners[nearest].mean(axis=0) + self.jacobians()[nearest] @ rest)


def lay(net: Net, pieces: Sequence[ClothPiece]) -> list[Laid]:
    """Find where the pieces come to lie together."""
    pieces = [piece for piece in pieces if piece.part.any()]
    cells = [np.argwhere(net.touched(piece.part)) for piece in pieces]
    squares = [_corners(net, own) for own in cells]
    numbered = [
        _numbers(net, piece, place)[square] for place, (piece, square) in enumerate(zip(pieces, squares, strict=True))
    ]
    used = np.unique(np.concatenate([each.reshape(-1) for each in numbered]))
    corners = [np.searchsorted(used, each) for each in numbered]
    grid = net.vertices.reshape(-1, 2)
    ends = []
    edges = []
    goal = np.zeros((len(used), 2))
    held = np.zeros(len(used))
    for piece, own, square, corner in zip(pieces, cells, squares, corners, strict=True):
        form = piece.form[own[:, 0], own[:, 1]]
        ends.append(np.stack([corner[:, each] for each in EDGES], axis=1))
        edges.append(np.stack([_made(form, grid[square[:, end]] - grid[square[:, start]]) for start, end in EDGES], 1))
        anchors = piece.anchors.reshape(-1, 3)[square.reshape(-1)]
        np.add.at(goal, corner.reshape(-1), anchors[:, :2] * anchors[:, 2:])
        np.add.at(held, corner.reshape(-1), anchors[:, 2])
    places = _settled(np.concatenate(ends), np.concatenate(edges), goal, held, np.concatenate(corners))
    return [
        Laid(piece.name, piece.part, own, places[corner], net.step)
        for piece, own, corner in zip(pieces, cells, corners, strict=True)
    ]


def areas(laid: Sequence[Laid]) -> tuple[float, float]:
    """Return the least and most area of a cell where it lies, beside that of the first piece's middle cell."""
    found = [np.linalg.det(each.jacobians()) for each in laid]
    usual = float(np.median(found[0]))
    return float(min(each.min() for each in found) / usual), float(max(each.max() for each in found) / usual)


def _made(form: Array, edge: Array) -> Array:
    """Return (K, 2) what each cell's map (K, 2, 2) makes of an edge (K, 2)."""
    return np.asarray(np.einsum("kij,kj->ki", form, edge))


def _settled(
    ends: npt.NDArray[np.int64], edges: Array, goal: Array, held: Array, corners: npt.NDArray[np.int64]
) -> Array:
    """Return (V, 2) places of the vertices; cells that are squeezed or stretched too much are made stiffer than those
    around.

    Args:
        ends, edges: (K, 4, 2) the edges of each cell, and what they should be.
        goal, held: (V, 2) weighted places, and (V,) weights.
        corners: (K, 4) of each cell.
    """
    stiff = np.ones(len(ends))
    usual = float(np.median(_area(edges[:, 0], edges[:, 2])))
    for _ in range(ROUNDS):
        places = _solved(ends.reshape(-1, 2), edges.reshape(-1, 2), goal, held, stiff.repeat(len(EDGES)))
        one, two, three, four = (places[corners[:, each]] for each in range(4))
        area = _area((two - one + four - three) / 2, (three - one + four - two) / 2) / usual
        wrong = (area < WITHIN[0]) | (area > WITHIN[1])
        if not wrong.any():
            break
        stiff[wrong] *= STIFFER
    return places


def _area(one: Array, other: Array) -> Array:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _solved(ends: npt.NDArray[np.int64], edges: Array, goal: Array, held: Array, stiff: Array) -> Array:
    """Return (V, 2) places of the vertices: edges (E, 2) between ends (E, 2), by weights (E,), and weighted goals."""
    import scipy.sparse
    import scipy.sparse.linalg

    rows = np.arange(len(ends)).repeat(2)
    signs = np.tile([-1.0, 1.0], len(ends))
    between = scipy.sparse.csr_matrix((signs, (rows, ends.reshape(-1))), shape=(len(ends), len(goal)))
    kept = between.T @ scipy.sparse.diags(stiff)
    system = kept @ between + scipy.sparse.diags(held + 1e-9)
    return np.asarray(scipy.sparse.linalg.splu(system.tocsc()).solve(kept @ edges + goal))


def _corners(net: Net, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return (K, 4) places of the cells' corners among all vertices, row by row."""
    first = cells[:, 0] * net.shape[1] + cells[:, 1]
    return np.asarray(first[:, None] + np.array([0, 1, net.shape[1], net.shape[1] + 1]))


def _numbers(net: Net, piece: ClothPiece, place: int) -> npt.NDArray[np.int64]:
    """Return (R * C,) a number for each vertex of a piece; sewn ones have the first piece's."""
    own = np.arange(net.shape[0] * net.shape[1])
    return np.where(piece.sewn.reshape(-1), own, own + place * len(own))
