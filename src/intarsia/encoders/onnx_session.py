"""ONNX Runtime: graphs written straight from weights, kept in the cache, and run without noise."""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from intarsia.assets import cache_root
from intarsia.errors import AssetError, IntarsiaWarning
from intarsia.forked import in_child, leave_alone
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


OPSET = 17
IR = 8
"""Versions of ONNX's operators and file format: old enough for every ONNX Runtime that is allowed."""

SHOWN = 16
"""Hexadecimal digits of a hash that stand in a file's name."""

CONTRIB = "com.microsoft"
"""Domain of the fused operators that ONNX Runtime adds."""


class Graph:
    """Nodes and constants under construction. Values are known by name; every method returns the name it made."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: npt.ArrayLike) -> str:
        """Add a constant array to the graph."""
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(self, op: str, inputs: Sequence[str], domain: str = "", **attributes: Any) -> str:
        """Add an operator and return its (first) output."""
        from onnx import helper

        name = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, list(inputs), [name], domain=domain, **attributes))
        return name

    def save(self, path: Path, inputs: Mapping[str, tuple[Any, Sequence[Any]]], outputs: Mapping[str, str]) -> None:
        """Write the graph to a file.

        Args:
            path: of the file.
            inputs: name → numpy type and shape; a dimension that varies has a letter.
            outputs: name → the float32 value that it shows.
        """
        import onnx
        from onnx import helper

        known = {
            name: helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(np.dtype(kind)), shape)
            for name, (kind, shape) in inputs.items()
        }
        shown = [helper.make_node("Identity", [value], [name]) for name, value in outputs.items()]
        results = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph([*self._nodes, *shown], "encoder", [*known.values()], results, self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=IR), str(path))


def exported(name: str, identity: str, write: Callable[[Path], None]) -> Path:
    """Return the cached file of an export, which `write` writes the first time.

    Its name holds the hash of its content: one that was damaged since is told, and written anew.

    Args:
        name: how the file's name begins.
        identity: everything that decides what is in it (hash of the weights, options, version of the recipe).
        write: writes the file at a path. Processes may do so at once: the file appears whole, by a rename.

    Raises:
        AssetError: the cache cannot be written.
    """
    folder = cache_root() / "onnx"
    stem = f"{name}-{hashlib.sha256(identity.encode()).hexdigest()[:SHOWN]}"
    try:
        for path in sorted(folder.glob(f"{stem}-*.onnx")):
            if path.stem.rpartition("-")[2] == file_hash(path)[:SHOWN]:
                return path
            warnings.warn(IntarsiaWarning(say("export.damaged", path=path)), stacklevel=2)
            path.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=folder) as scratch:
            written = Path(scratch) / f"{stem}.onnx"
            write(written)
            path = folder / f"{stem}-{file_hash(written)[:SHOWN]}.onnx"
            os.replace(written, path)
    except OSError as error:
        raise AssetError(say("export.cannot_keep", name=name, folder=folder, why=error)) from error
    (folder / f"{stem}.onnx").unlink(missing_ok=True)  # of an Intarsia that kept no hash
    return path


class OnnxSession:
    """An `onnxruntime.InferenceSession`, which a forked child opens anew: the threads of its parent's are not there.

    Args:
        path: of the graph.

    Attributes:
        width: last dimension of the first output, a letter where it varies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _opened(path)
        self.width: int | str = self._opened.get_outputs()[0].shape[-1]
        in_child(self, OnnxSession._leave)

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
        """Compute the outputs of these names, or all, from arrays by name."""
        if self._opened is None:
            self._opened = _opened(self._path)
        found: list[npt.NDArray[Any]] = self._opened.run(outputs, inputs)
        return found

    def _leave(self) -> None:
        leave_alone(self._opened)
        self._opened = None


def _opened(path: Path) -> Any:
    """Open a graph with as many threads as torch has."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # what Windows collects; elsewhere the bound on the version sees to it
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # Threads that spin between calls take the cores from the loading of the next batch.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
