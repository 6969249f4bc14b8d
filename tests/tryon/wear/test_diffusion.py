"""The engine of a user's own pipeline: random weights here, whose answers must change cloth and nothing else."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tinymodel
from dressed import KINDS, STRIPED, drawn, garment, person

from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, Preview, engines, wear
from intarsia.apps.tryon.wear.engines.diffusion import Diffusion
from intarsia.apps.tryon.wear.engines.draft import DRAWN
from intarsia.apps.tryon.wear.outfit import inside_out
from intarsia.apps.tryon.wear.paint.preview import noted
from intarsia.errors import EngineFailed, OptionError

SPEC = PersonSpec(4, pose="relaxed", frame="full", clothes=(GarmentSpec("tank"), GarmentSpec("shorts")))


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(person(drawn(SPEC)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tinymodel.save(tmp_path / "tiny")


def tiny(folder: Path, **options: object) -> Diffusion:
    return Diffusion(str(folder), "tinymodel:load", steps=2, side=256, **options)  # type: ignore[arg-type]


def changes_cloth_alone(look: Preview) -> None:
    truth = drawn(SPEC)
    untouched = look.alpha == 0
    assert np.array_equal(look.picture[untouched], truth.pixels[untouched])
    for part in ("face", "hands"):
        mask = truth.masks[part]
        same = (look.picture[mask] == truth.pixels[mask]).all(axis=-1)
        assert same.mean() >= 0.98, part


def test_a_random_pipeline_changes_cloth_and_nothing_else(body: Body, folder: Path) -> None:
    warped = wear(body, garment(STRIPED))
    look = wear(body, garment(STRIPED), engine=tiny(folder))
    changes_cloth_alone(look)
    sure = look.layers["garment"] > 0.999
    assert np.abs(look.picture[sure].astype(int) - warped.picture[sure]).mean() > 10
    assert np.array_equal(look.alpha, warped.alpha)
    assert look.sidecar["engine"] == {"name": "diffusion", "licence": "cc0-1.0", "device": "cpu"}
    assert noted(DRAWN) in look.sidecar["notes"]  # type: ignore[operator]


def test_the_same_seed_gives_the_same_look(body: Body, folder: Path) -> None:
    one, same, other = (wear(body, garment(STRIPED), engine=tiny(folder, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.picture, same.picture)
    assert not np.array_equal(one.picture, other.picture)


def test_several_garments_are_drawn_one_after_the_other(body: Body, folder: Path) -> None:
    clothes = inside_out([garment(KINDS[kind]) for kind in ("t-shirt", "shorts")])
    look = wear(body, *clothes, engine=tiny(folder))
    changes_cloth_alone(look)
    assert len(look.sidecar["garments"]) == 2  # type: ignore[arg-type]


def test_a_pipeline_without_a_garment_sees_it_beside_the_person(body: Body, tmp_path: Path) -> None:
    engine = engines.parse(f"diffusion:folder={tmp_path},loader=tinymodel:inpainter,side=256")
    look = wear(body, garment(STRIPED), engine=engine)
    changes_cloth_alone(look)
    image, mask = (np.asarray(PIL.Image.open(tmp_path / f"{name}.png")) for name in ("image", "mask"))
    half = image.shape[1] // 2
    assert mask[:, :half].max() == 0 < mask[:, half:].max()
    assert image[:, :half].max() == 255
    asked = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert re.search(r"Left: .*striped.* T-shirt, laid flat", asked["prompt"])
    assert asked["strength"] == 1
    turned = 255 - drawn(SPEC).pixels.astype(int)
    sure = look.layers["garment"] > 0.999
    assert np.abs(look.picture[sure] - turned[sure]).mean() < 25


def test_a_draft_is_gone_over(body: Body, tmp_path: Path) -> None:
    engine = Diffusion(str(tmp_path), "tinymodel:inpainter", "draft", "{garment}!", strength=0.25)
    look, warped = wear(body, garment(STRIPED), engine=engine), wear(body, garment(STRIPED))
    changes_cloth_alone(look)
    asked = json.loads((tmp_path / "asked.json").read_text("utf-8"))
    assert asked["prompt"].endswith("T-shirt!")
    assert asked["strength"] == 0.25
    sure = look.layers["garment"] > 0.999
    assert np.abs(look.picture[sure].astype(int) + warped.picture[sure] - 255).mean() < 25


@pytest.mark.parametrize(
    ("loader", "message"),
    [
        ("shy", r"kept its answer back by a filter of its own; try another seed"),
        ("broken", r"failed \(RuntimeError: out of memory\); see its own documentation"),
        ("silent", r"gave NoneType; it should give a Pillow picture"),
    ],
)
def test_a_pipeline_that_does_not_answer(body: Body, tmp_path: Path, loader: str, message: str) -> None:
    with pytest.raises(EngineFailed, match=message):
        wear(body, garment(STRIPED), engine=Diffusion(str(tmp_path), f"tinymodel:{loader}"))


def test_a_folder_that_cannot_be_used(body: Body, tmp_path: Path, folder: Path) -> None:
    def refused(message: str, **options: object) -> None:
        with pytest.raises(OptionError, match=message):
            wear(body, garment(STRIPED), engine=Diffusion(**options))  # type: ignore[arg-type]

    refused("there is no folder nowhere; name the one that your pipeline is in", folder="nowhere")
    refused(r"has no model_index\.json, so it is no pipeline of diffusers; say who reads it", folder=str(folder))
    refused(
        "there is no loader 'nobody:load' .*; write MODULE:FUNCTION of an", folder=str(folder), loader="nobody:load"
    )
    refused("there is no loader 'tinymodel'", folder=str(folder), loader="tinymodel")
    (folder / "model_index.json").write_text('{"_class_name": "TinyInpaintPipeline"}', "utf-8")
    if importlib.util.find_spec("diffusers") is None:
        refused(r"needs diffusers, which is not installed .*: pip install diffusers", folder=str(folder))
    else:
        refused("diffusers cannot read", folder=str(folder))
    (folder / "pipeline.py").write_text("", "utf-8")
    refused(r"holds pipeline\.py, program code, which is not run; remove it", folder=str(folder))
    (folder / "unet.bin").write_bytes(b"")
    refused(r"holds unet\.bin, a pickled file, which may run code .*; keep safetensors only", folder=str(folder))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "diffusion: name the folder of your pipeline, as diffusion:folder=DIR"),
        ({"folder": "x", "layout": "above"}, "diffusion: layout is 'above'; choose one of beside, draft"),
        ({"folder": "x", "strength": 0.0}, "steps is 1 or more, side 64 or more, strength above 0 and at most 1"),
    ],
)
def test_options_that_cannot_work(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Diffusion(**options)  # type: ignore[arg-type]


def test_every_engine_says_what_it_needs() -> None:
    assert engines.names() == ["diffusion", "remote", "warp"]
    for name in engines.names():
        engine = engines.get(name)
        assert engine.licence
        assert engine.memory > 0
        assert engine.device in ("cpu", "cuda", "network")
