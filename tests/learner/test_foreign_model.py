"""A model from elsewhere names no host and no path: what it reads is named in the catalogue, and in the cache."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import intarsia as ia
from encoders.tiny_models import bert
from intarsia.encoders import _pretrained
from intarsia.encoders.base import encoders
from intarsia.encoders.transformer import Transformer
from intarsia.errors import AssetError, SavedModelError

ROWS = pd.DataFrame({"note": ["a red hat", "a blue coat"] * 6, "state": ["new", "old"] * 6})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose encoder has weights in a folder of this machine."""
    home = tmp_path_factory.mktemp("foreign")
    encoder = Transformer(weights=str(bert(home / "bert")), max_tokens=16)
    return learner(encoders={"note": encoder}).fit(ROWS).save_pretrained(home / "model")


def learner(**options: Any) -> ia.Learner:
    return ia.Learner("state", schema={"note": "text"}, fitter="linear", store=ia.FeatureStore(":memory:"), **options)


def renamed(saved: Path, folder: Path, weights: str) -> Path:
    """The same model, whose weights are called otherwise: whoever sends it may write what they like."""
    shutil.copytree(saved, folder)
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    del config["digest"]
    config["model"]["parts"][0]["encoder"]["weights"] = weights
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pretrained, "_snapshot", lambda *name: pytest.fail(f"the hub is asked for {name}"))


@pytest.mark.parametrize("weights", ["evil/repo", "evil/repo@main", "/etc", "..", "~", "weights", "a\0b"])
def test_it_may_not_name_weights_of_its_own(saved: Path, weights: str, tmp_path: Path) -> None:
    folder = renamed(saved, tmp_path / "model", weights)
    shutil.copytree(saved.parent / "bert", folder / "weights")  # nor those that lie in it
    with pytest.raises(SavedModelError, match="are not of the catalogue: a model from elsewhere names no others"):
        ia.Learner.from_pretrained(folder, confined=True)


def test_our_own_model_may_read_the_folder_that_it_was_trained_with(saved: Path) -> None:
    assert ia.Learner.from_pretrained(saved).score(ROWS) == 1
    with pytest.raises(SavedModelError, match="are not of the catalogue"):
        ia.Learner.from_pretrained(saved, confined=True)


@pytest.mark.slow
def test_nothing_is_fetched_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = learner().fit(ROWS).save_pretrained(tmp_path / "model")
    assert ia.Learner.from_pretrained(folder, confined=True).score(ROWS) == 1
    monkeypatch.setenv("INTARSIA_CACHE", str(tmp_path / "empty"))
    with pytest.raises(SavedModelError, match="minilm is not in the cache, and is not fetched for a model"):
        ia.Learner.from_pretrained(folder, confined=True)


def test_it_may_not_ask_for_pictures_without_bounds() -> None:
    for options in ({"max_side": 10**6}, {"max_pixels": 10**12}):
        with pytest.raises(ValueError, match="max_side is from 1 to 16384"):
            ia.Image(**options)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that was trained from nothing."""
    table = ROWS.assign(price=range(len(ROWS)))
    choices: dict[str, Any] = {"encoders": {"note": "gru", "price": "piecewise"}, "fusion": "concat"}
    fresh = ia.Learner("state", schema={"note": "text", "price": "number"}, **choices, fitter="gradient")
    return fresh.fit(table).save_pretrained(tmp_path_factory.mktemp("trained") / "model")


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        (("fusion",), {"hidden": 10**7}),
        (("fusion",), {"layers": 10**7}),
        (("fusion",), {"type": "attention", "width": 2**20, "heads": 4, "layers": 2, "dropout": 0.1}),
        (("parts", 0, "encoder"), {"width": 2**18}),
        (("parts", 0, "encoder"), {"layers": 10**7}),
        (("parts", 1, "encoder"), {"bins": 10**10}),
        (("parts", 1, "encoder"), {"width": 2**31}),
    ],
)
def test_it_may_not_declare_a_network_of_gigabytes(
    trained: Path, place: tuple[Any, ...], changed: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    del config["digest"]
    found = config["model"]
    for key in place:
        found = found[key]
    found.update(changed)
    if "type" in changed:
        found.pop("hidden")
    if place[0] == "parts" and "bins" not in changed:  # whoever declares it knows how it is called, too
        config["model"]["parts"][place[1]]["fingerprint"] = encoders.load(found).fingerprint()
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(SavedModelError, match=r"far larger than its weights can fill|bins from 1 to 10,000"):
        ia.Learner.from_pretrained(folder, confined=True)


@pytest.mark.parametrize("changed", [{"num_hidden_layers": 10**6}, {"intermediate_size": 2**28}])
def test_its_weights_may_not_declare_a_network_of_gigabytes(
    saved: Path, changed: dict[str, Any], tmp_path: Path
) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(saved.parent / "bert", weights)
    config: dict[str, Any] = json.loads((weights / "config.json").read_text("utf-8"))
    (weights / "config.json").write_text(json.dumps(config | changed), "utf-8")
    with pytest.raises(AssetError, match="far larger than its weights can fill"):
        Transformer(weights=str(weights), max_tokens=16).build()


@pytest.mark.parametrize(
    "label",
    [
        {"type": "fraction", "value": "1e99999999"},
        {"type": "decimal", "value": "1e99999999"},
        {"type": "numpy", "value": ["V1000000000", "a"]},
    ],
)
def test_a_label_may_not_take_hours_or_gigabytes(saved: Path, label: dict[str, Any], tmp_path: Path) -> None:
    folder = changed(learner(encoders="plain").fit(ROWS).save_pretrained(tmp_path / "model"), classes=["old", label])
    with pytest.raises(SavedModelError, match=r"digits|V1000000000"):
        ia.Learner.from_pretrained(folder, confined=True)


def test_texts_as_labels_are_as_long_as_they_are(tmp_path: Path) -> None:
    folder = changed(learner(encoders="plain").fit(ROWS).save_pretrained(tmp_path / "model"), dtype="<U100000000")
    again = ia.Learner.from_pretrained(folder, confined=True)
    assert again.predict(ROWS).dtype == "<U3"


@pytest.mark.parametrize("told", [{"shares": ["a", "b"]}, {"classes": ["a", "b", "c"]}, {"shares": []}])
def test_one_that_cannot_answer_is_refused_when_it_is_loaded(told: dict[str, Any], tmp_path: Path) -> None:
    folder = changed(learner(encoders="plain").fit(ROWS).save_pretrained(tmp_path / "model"), **told)
    with pytest.raises(SavedModelError, match=r"cannot be rebuilt"):
        ia.Learner.from_pretrained(folder, confined=True)


def changed(folder: Path, **told: Any) -> Path:
    """The model with another declaration of its task."""
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    del config["digest"]
    config["model"]["task"].update(told)
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder
