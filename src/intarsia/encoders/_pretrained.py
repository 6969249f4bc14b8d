"""Pretrained models as `transformers` knows them: by name on the hub, or in a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open

from intarsia.allowance import allowance
from intarsia.errors import AssetError, DamagedFile, IntarsiaError
from intarsia.files import expanded
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


FILES = ("*.json", "*.safetensors", "*.txt", "*.model")
"""What decides a model's answers: configuration, weights and vocabularies. Nothing pickled is fetched or read."""

SHA1 = 40
SHA256 = 64
"""Hexadecimal digits of a hash."""

VOCABULARIES = ("tokenizer.json", "vocab.json", "vocab.txt", "*.model")
"""Files of which a tokenizer has at least one."""


def folder(weights: str) -> Path:
    """Return the folder of a model, given as such or as `owner/name` or `owner/name@revision` on the hub.

    A model of the hub is looked for in the hub's cache on this machine, then fetched.

    Raises:
        AssetError: it is neither there nor to be had.
    """
    given = expanded(weights)
    if given.is_dir():
        return given
    if given.is_absolute() or weights.startswith((".", "~")) or weights.count("/") != 1:
        raise AssetError(say("weights.no_folder", weights=weights))
    try:
        return _snapshot(*weights.split("@"))
    except Exception as error:  # the hub's client lets errors of several HTTP libraries through
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssetError(say("weights.hub_failed", weights=weights, why=why)) from error


def contents(weights: str) -> dict[str, str]:
    """Return the sha256 of every file that affects what the model computes, by file name."""
    found = folder(weights)
    return {
        path.name: file_hash(path.resolve())
        for pattern in FILES
        for path in sorted(found.glob(pattern))
        if path.is_file()
    }


def model(weights: str, tower: str) -> Any:
    """Load the model (a module of transformers) without any head, in float32.

    Args:
        weights: see `folder`.
        tower: name of the part to take of a model of pictures and text ("vision_model" or "text_model").

    Raises:
        AssetError: the folder holds no such model, or not all of its weights.
    """
    from transformers import AutoModel

    def load(path: Path, **options: Any) -> Any:
        with allowance(*_extent(path)):
            return AutoModel.from_pretrained(path, **options)

    loaded = read(weights, load, dtype=torch.float32, use_safetensors=True, output_loading_info=True)
    found = loaded[0]
    report = loaded[1]
    # Poolers are often left out of checkpoints; tokens are made without them.
    lacking = sorted(name for name in report["missing_keys"] if not name.startswith("pooler."))
    if lacking:
        raise AssetError(say("weights.lacking", weights=weights, count=len(lacking), first=lacking[0]))
    if report["missing_keys"]:
        found.pooler = None
    if getattr(found.config, "is_encoder_decoder", False):
        found = found.get_encoder()
    return getattr(found, tower, found)


def _extent(path: Path) -> tuple[int, int]:
    """Bytes and number of the tensors that the files of a model hold."""
    size = 0
    tensors = 0
    for file in path.glob("*.safetensors"):
        size += file.stat().st_size
        with safe_open(file, "pt") as opened:
            tensors += len(opened.keys())
    return size, tensors


def tokenizer(weights: str) -> Any:
    """Load the tokenizer that belongs to the model.

    Raises:
        AssetError: the folder holds none: without its vocabulary, transformers would know no word, and not say so.
    """
    from transformers import AutoTokenizer

    path = folder(weights)
    if not any(found for pattern in VOCABULARIES for found in path.glob(pattern)):
        raise AssetError(say("weights.no_vocabulary", path=str(path), files=list(VOCABULARIES)))
    return read(weights, AutoTokenizer.from_pretrained)


def read(weights: str, load: Callable[..., Any], **options: Any) -> Any:
    """Return what `load` (some `from_pretrained`) makes of a model's folder.

    Raises:
        AssetError: it cannot; says why.
    """
    path = folder(weights)
    try:
        with quiet():
            return load(path, local_files_only=True, trust_remote_code=False, **options)
    except DamagedFile as error:
        raise AssetError(say("weights.not_such", path=str(path), why=error)) from error
    except IntarsiaError:
        raise
    except Exception as error:  # transformers answers a wrong folder with errors of many kinds
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssetError(say("weights.not_such", path=str(path), why=why)) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from printing progress bars and advice inside."""
    from transformers.utils import logging

    verbosity = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


def _snapshot(name: str, revision: str | None = None) -> Path:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url, snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    wanted: dict[str, Any] = {"revision": revision, "allow_patterns": list(FILES), "ignore_patterns": ["*/*"]}
    try:
        found = Path(snapshot_download(name, local_files_only=True, **wanted))
        if (found / "config.json").exists() and any(found.glob("*.safetensors")):
            _check(found)
            return found
    except LocalEntryNotFoundError:
        pass
    # Asked first because it answers at once where there is no network; the download tries for half a minute.
    get_hf_file_metadata(hf_hub_url(name, "config.json", revision=revision))
    return Path(snapshot_download(name, **wanted))


def _check(snapshot: Path) -> None:
    """Raise `AssetError` when a file in the hub's cache is not what was fetched.

    The cache names a large file by its SHA-256, and a small one as git does, by the SHA-1 of its size and content.
    """
    for path in (path.resolve() for pattern in FILES for path in snapshot.glob(pattern)):
        if path.parent.name != "blobs":
            continue
        if len(path.name) == SHA256 and path.name != file_hash(path):
            raise AssetError(say("weights.damaged", path=path))
        if len(path.name) == SHA1 and path.name != _git_hash(path.read_bytes()):
            raise AssetError(say("weights.damaged", path=path))


def _git_hash(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
