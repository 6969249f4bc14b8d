"""Garments in one SQLite file: what was seen, what was told, and the photos themselves, small and without metadata."""

from __future__ import annotations

import functools
import io
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment, Palette, Vector
from intarsia.apps.tryon.garment.heads import Answer
from intarsia.apps.tryon.garment.known import Known
from intarsia.apps.tryon.garment.seeing import VERSION, Seen
from intarsia.errors import RefusedPhoto, StoreError

WAIT = 60.0
"""Seconds to wait for another process that is writing."""
PAGE = 5000
"""Garments that are read at a time."""
QUALITY = 92
"""Of the photos kept, as JPEG."""

# Facts stand apart from pictures: 100,000 garments are read without turning over gigabytes of photos.
TABLES = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS files (content TEXT PRIMARY KEY, version INTEGER, digest TEXT, refusal TEXT);
    CREATE TABLE IF NOT EXISTS seen (digest TEXT PRIMARY KEY, facts TEXT, photo BLOB, mask BLOB);
    CREATE TABLE IF NOT EXISTS garments (
        number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT UNIQUE, category TEXT, palette BLOB, pattern TEXT,
        sleeve TEXT, neck TEXT, length TEXT, sureness TEXT, image BLOB, words BLOB, title TEXT, description TEXT,
        price REAL, sizes TEXT, others TEXT, notes TEXT, told TEXT, version INTEGER
    );
"""

COLUMNS = (
    "digest, category, palette, pattern, sleeve, neck, length, sureness, image, words, title, description, price,"
    " sizes, others, notes"
)
IMAGE, WORDS = (COLUMNS.split(", ").index(name) for name in ("image", "words"))
