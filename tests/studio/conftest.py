"""What the studio's tests share: one rendered person, and a small rendered wardrobe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from browsing import CAMERA, Served, chromium, served
from playwright.sync_api import sync_playwright

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.studio.visit import Visit
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.studio.workspace import Workspace

SPECS = (
    GarmentSpec("shirt", colours=((93.0, 0.0, 1.0),)),
    GarmentSpec("t-shirt", colours=((45.0, 62.0, 38.0),)),
    GarmentSpec("longsleeve", colours=((40.0, -30.0, 18.0),)),
    GarmentSpec("trousers", colours=((20.0, 5.0, -24.0),)),
    GarmentSpec("skirt", colours=((28.0, 30.0, -12.0),)),
    GarmentSpec("dress", colours=((85.0, -22.0, 8.0),)),
)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Photos of garments."""
    folder = tmp_path_factory.mktemp("garments")
    paths = [folder / f"{place}.jpg" for place in range(len(SPECS))]
    for path, spec in zip(paths, SPECS, strict=True):
        PIL.Image.fromarray(render_garment(spec, 256).pixels).save(path, quality=92)
    return paths


@pytest.fixture(scope="session")
def garments(photos: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Garment, ...]:
    wardrobe = Wardrobe(tmp_path_factory.mktemp("wardrobe"))
    wardrobe.add(photos)
    return tuple(wardrobe.garments())


@pytest.fixture(scope="session")
def me(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's photo."""
    path = tmp_path_factory.mktemp("me") / "me.jpg"
    PIL.Image.fromarray(render_person(PersonSpec(5), 720).pixels).save(path, quality=92)
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    found = Workspace(tmp_path / "studio")
    yield found
    found.close()


@pytest.fixture(scope="session")
def seen(me: Path, garments: tuple[Garment, ...], tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A visitor with a photo and looks; tests leave them as they are."""
    return Visit.begin(tmp_path_factory.mktemp("visit")).seen(me).recommended(garments)


@pytest.fixture(scope="session")
def wardrobe(photos: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wardrobe that a studio is opened with."""
    folder = tmp_path_factory.mktemp("hanging") / "shop"
    hanging = Wardrobe(folder)
    hanging.add(photos)
    hanging.close()
    return folder


@pytest.fixture(scope="session")
def studio(wardrobe: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that runs as long as the tests do: each page is a visitor of its own."""
    chromium()
    with served(tmp_path_factory.mktemp("cache"), "--wardrobe", str(wardrobe)) as found:
        yield found


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    """A browser whose camera shows a test card, and may be used unasked; its event loop is for its module alone."""
    path = chromium()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox", *CAMERA])
        yield found
        found.close()


@pytest.fixture
def browser(running: Any) -> Iterator[Any]:
    """The browser; pages that a test opened are closed after it, and nothing is computed for them any more."""
    yield running
    for context in running.contexts:
        context.close()
