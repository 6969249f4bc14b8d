"""The learner from end to end: tables in, answers out, saved and restored, inside scikit-learn's own tools."""

from __future__ import annotations

import json
import resource
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC

from cases import over
from intarsia.columns import Category, Image, Number, Schema, Table, Text
from intarsia.errors import DataError, OptionError, SavedModelError, SchemaError, TableError, UnknownName
from intarsia.fusion.base import Fusion, fusions
from intarsia.learner.learner import Learner
from intarsia.store import FeatureStore
from intarsia.tasks.base import metric_of
from intarsia.training.linear import LinearSolver
from intarsia.training.trainer import Trainer

QUICK = Trainer(epochs=10, holdout=0.0, batch_size=32)
PLAIN = {"text": "tfidf", "image": "histogram"}
SCHEMA = Schema({"words": Text(), "size": Number(), "shop": Category()})


class Neither(Fusion):
    level = "none"


def table(rows: int = 120, seed: int = 0) -> pd.DataFrame:
    """Words and size tell the answer together; some cells are missing."""
    random = np.random.default_rng(seed)
    warm, large = random.random(rows) < 0.5, random.random(rows) < 0.5
    frame = pd.DataFrame(
        {
            "words": np.where(warm, "warm wool winter coat", "light linen summer shirt"),
            "size": np.where(large, 44.0, 36.0) + random.normal(0, 1, rows),
            "shop": random.choice(["north", "south"], rows),
            "buy": np.where(warm & large, "yes", np.where(warm | large, "maybe", "no")),
        }
    )
    frame.loc[::11, "words"] = None
    frame.loc[::13, "size"] = np.nan
    return frame


def learner(**options: Any) -> Learner:
    return Learner(**{"label": "buy", "schema": SCHEMA, "encoders": PLAIN, "fitter": QUICK} | options)


@pytest.mark.parametrize("fusion", fusions.names())
def test_every_fusion_learns_saves_and_restores(fusion: str, tmp_path: Path) -> None:
    rows = table()
    made = learner(fusion=fusion).fit(rows)
    assert made.score(rows) > 0.7
    made.save_pretrained(tmp_path)
    again = Learner.from_pretrained(tmp_path)
    np.testing.assert_allclose(again.predict_proba(rows), made.predict_proba(rows), atol=1e-6)
    assert list(again.classes_) == ["maybe", "no", "yes"]
    assert again.get_params().keys() == made.get_params().keys()


@pytest.mark.parametrize("fusion", ["concat", "stacking"])
def test_a_restored_learner_can_be_fitted_again(fusion: str, tmp_path: Path) -> None:
    rows = table()
    learner(fusion=fusion, fitter="linear").fit(rows).save_pretrained(tmp_path)
    again = Learner.from_pretrained(tmp_path)
    expected = again.predict_proba(rows)
    np.testing.assert_allclose(again.fit(rows).predict_proba(rows), expected, atol=1e-5)


@pytest.mark.parametrize("convert", [pl.from_pandas, pa.Table.from_pandas, lambda frame: frame.to_dict("records")])
def test_any_kind_of_table_gives_the_same_answers(convert: Any) -> None:
    rows = table()
    made = learner(fitter="linear").fit(rows)
    np.testing.assert_array_equal(made.predict_proba(convert(rows)), made.predict_proba(rows))


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_files_are_tables(name: str, tmp_path: Path) -> None:
    rows, path = table(), tmp_path / name
    rows.to_csv(path, index=False) if name.endswith("csv") else rows.to_parquet(path)
    made = learner(fitter="linear").fit(path)
    np.testing.assert_allclose(made.predict_proba(path), made.predict_proba(rows), atol=1e-6)


def test_one_row_is_answered_as_in_a_table() -> None:
    rows = table()
    made = learner().fit(rows)
    one = rows.iloc[5].drop("buy").to_dict()
    np.testing.assert_allclose(made.predict_proba([one])[0], made.predict_proba(rows)[5], atol=1e-5)


def test_missing_cells_are_flagged_and_never_an_error() -> None:
    rows = table()
    made = learner().fit(rows)
    nothing = pd.DataFrame({"words": [None], "size": [np.nan], "shop": [None]})
    assert np.isfinite(made.predict_proba(nothing)).all()
    assert made.missing(nothing).to_numpy().all()
    assert made.missing(rows)["words"].sum() == rows["words"].isna().sum()


def test_a_score_is_by_default_what_scikit_learn_expects_and_else_the_metric_that_is_named() -> None:
    made = learner(fitter="linear").fit(table())
    rows = table(40, seed=1)
    target = made.task_.truth(rows["buy"])
    scores = made.predict_proba(rows)
    assert made.score(rows) == np.mean(made.predict(rows) == rows["buy"])
    for name in ("roc_auc", "log_loss"):
        assert made.score(rows, metric=name) == metric_of(made.task_, name)(target, scores)
    assert made.score(rows.drop(columns="buy"), rows["buy"], metric="f1") == metric_of(made.task_, "f1")(target, scores)
    with pytest.raises(UnknownName, match="'auc'; did you mean 'roc_auc'"):
        made.score(rows, metric="auc")
    with pytest.raises(OptionError, match="'mae'"):
        made.score(rows, metric="mae")


def test_cross_val_score_and_grid_search_share_the_store(tmp_path: Path) -> None:
    rows = table()
    store = FeatureStore(tmp_path / "features.sqlite")
    pictures = rows.assign(photo=[np.full((8, 8, 3), place % 250, np.uint8) for place in range(len(rows))])
    schema = Schema({"photo": Image(), "size": Number()})
    made = learner(schema=schema, store=store, fitter="linear")
    cross_val_score(made, pictures, cv=3)
    encoded = store.encoded
    assert encoded > 0
    search = GridSearchCV(made, {"fusion": ["concat", "average", "stacking"]}, cv=3).fit(pictures)
    assert store.encoded == encoded, "grid search encoded cells again"
    assert search.best_params_["fusion"] in ("concat", "average", "stacking")


def test_experts_may_be_learners_and_any_estimator_of_scikit_learn(tmp_path: Path) -> None:
    rows = table()
    forest = make_pipeline(OneHotEncoder(handle_unknown="ignore"), RandomForestClassifier(20, random_state=0))
    words = learner(label=None, schema=Schema({"words": Text()}), fitter="linear")
    made = learner(fusion="stacking", experts={"words": words, "forest": forest}).fit(rows)
    assert made.score(rows) > 0.7
    assert list(made.weights(rows).columns) == ["words", "forest"]
    with pytest.raises(SavedModelError, match="Pipeline is not Intarsia's own"):
        made.save_pretrained(tmp_path)


def test_an_estimator_that_cannot_bear_gaps_says_so_in_one_line() -> None:
    rows = table().drop(columns=["words", "shop"])
    numbers = Schema({"size": Number()})
    made = learner(schema=numbers, fusion="vote", experts={"logistic": LogisticRegression()})
    assert np.isfinite(made.fit(rows.dropna()).predict_proba(rows)).all(), "it is not asked where it sees nothing"
    two = rows.assign(width=1.0)
    both = learner(
        schema=Schema({"size": Number(), "width": Number()}), fusion="vote", experts={"l": LogisticRegression()}
    )
    with pytest.raises(DataError, match="expert LogisticRegression cannot answer"):
        both.fit(two.dropna()).predict(two)


def test_regression_answers_in_its_own_unit() -> None:
    rows = table().assign(price=lambda frame: 1000 + 10 * frame["size"].fillna(40))
    made = Learner("price", "regress", SCHEMA, PLAIN, fitter="linear").fit(rows)
    assert made.score(rows) > 0.9
    assert not hasattr(made, "predict_proba")
    assert 1300 < made.predict(rows).mean() < 1500


def test_what_it_was_not_told_it_guesses_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    Learner("buy", encoders=PLAIN, fitter="linear").fit(table(60, seed=3))
    said = capsys.readouterr().err
    assert "words" in said
    assert "classify" in said


def test_bad_input_gets_a_clear_line(tmp_path: Path) -> None:
    rows = table()
    with pytest.raises(NotFittedError):
        learner().predict(rows)
    with pytest.raises(DataError, match="requires y to be passed"):
        Learner().fit(rows)
    with pytest.raises(TableError, match="did you mean 'buy'"):
        learner(label="bui").fit(rows)
    with pytest.raises(DataError, match="3 labels for 120 rows"):
        Learner(schema=SCHEMA).fit(rows, [1, 2, 3])
    with pytest.raises(UnknownName, match="did you mean 'stacking'"):
        learner(fusion="staking").fit(rows)
    with pytest.raises(OptionError, match="reads number"):
        learner(encoders={"words": "scaled"}).fit(rows)
    with pytest.raises(UnknownName, match="preset of encoders"):
        learner(encoders="plane").fit(rows)
    with pytest.raises(OptionError, match="encoders is 5: give the name of a preset, or a dict of columns and enc"):
        learner(encoders=5).fit(rows)
    with pytest.raises(DataError, match="continuous"):
        learner(label="size", task="classify").fit(rows.dropna())
    with pytest.raises(SchemaError, match="column 'size', row 2"):
        learner(fitter="linear").fit(rows.astype({"size": object}).assign(size=["36", "44", "huge"] * 40))
    nested = learner(fusion="vote", experts={"inner": learner(fusion="average", label=None)})
    with pytest.raises(OptionError, match="expert 'inner' is itself an ensemble"):
        nested.fit(rows)
    blind = learner(fusion="vote", experts={"blind": LinearSVC()})
    with pytest.raises(OptionError, match="has no predict_proba"):
        blind.fit(rows)
    with pytest.raises(OptionError, match="is of neither level"):
        learner(fusion=Neither()).fit(rows)
    with pytest.raises(OptionError, match="no column is left"):
        Learner(schema=Schema({})).fit(rows, list(rows["buy"]))


@pytest.mark.parametrize(
    ("file", "damage", "match"),
    [
        ("config.json", None, "holds no model"),
        ("model.safetensors", None, "holds no model"),
        ("config.json", b"{", "cannot be read"),
        ("config.json", b"{}", "names no format"),
        ("config.json", b'{"format": 99}', "newer Intarsia"),
        ("model.safetensors", b"x", "damaged or of another model"),
    ],
)
def test_a_damaged_model_is_refused(file: str, damage: bytes | None, match: str, tmp_path: Path) -> None:
    learner(fitter="linear").fit(table()).save_pretrained(tmp_path)
    (tmp_path / file).unlink() if damage is None else (tmp_path / file).write_bytes(damage)
    with pytest.raises(SavedModelError, match=match):
        Learner.from_pretrained(tmp_path)


@pytest.mark.parametrize(("fusion", "place"), [("concat", "model"), ("stacking", "model"), ("concat", "schema")])
def test_an_edited_configuration_is_refused(fusion: str, place: str, tmp_path: Path) -> None:
    learner(fusion=fusion, fitter="linear").fit(table(60)).save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(config | {"label": "sell"}), "utf-8")
    with pytest.raises(
        SavedModelError, match=r"config\.json cannot be read \(it was changed after it was written.* delete \"digest\""
    ):
        Learner.from_pretrained(tmp_path)
    del config["digest"]  # as in the first models
    path.write_text(json.dumps(config), "utf-8")
    Learner.from_pretrained(tmp_path)
    for key in config[place]:
        for wrong in (None, "x", [], {"type": 1}):
            path.write_text(json.dumps(config | {place: config[place] | {key: wrong}}), "utf-8")
            with suppress(SavedModelError):
                Learner.from_pretrained(tmp_path)
    for key in ("label", "seed", "schema", "names", "model"):
        path.write_text(json.dumps({name: value for name, value in config.items() if name != key}), "utf-8")
        with pytest.raises(SavedModelError, match=rf"the saved model .*cannot be rebuilt \(KeyError: '{key}'\)"):
            Learner.from_pretrained(tmp_path)


def test_a_label_that_no_file_can_hold_is_told(tmp_path: Path) -> None:
    rows = table(60)
    y = ["half \ud800" if row % 2 else "whole" for row in range(60)]
    made = Learner(schema={"words": "text"}, encoders="plain", fitter="linear").fit(rows, y)
    with pytest.raises(SavedModelError, match=r"cannot be written as JSON: 'utf-8' codec .* surrogates"):
        made.save_pretrained(tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_full_disk_leaves_no_half_model(tmp_path: Path) -> None:
    made = learner(fitter="linear").fit(table(60))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))  # files end here, as they do on a full disk
    try:
        with pytest.raises(SavedModelError, match=r"cannot be written .*make room or choose another folder"):
            made.save_pretrained(tmp_path / "model")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "model").iterdir()) == []


def test_the_same_seed_gives_the_same_model() -> None:
    rows = table()
    first, second, other = (learner(seed=seed).fit(rows).predict_proba(rows) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert np.abs(first - other).max() > 1e-4


@pytest.mark.parametrize("task", [None, "multilabel"])
def test_the_columns_of_a_frame_of_labels_name_them(task: str | None, tmp_path: Path) -> None:
    frame = table(60)
    y = pd.DataFrame({"yes": frame["buy"] == "yes", "some": frame["buy"] != "no"})
    learner = Learner(task=task, schema=SCHEMA, encoders=PLAIN, fitter="linear").fit(frame.drop(columns="buy"), y)
    assert learner.task_.labels == ("yes", "some")
    again = Learner.from_pretrained(learner.save_pretrained(tmp_path / "model"))
    assert again.task_.labels == ("yes", "some")
    assert again.predict(frame).shape == (60, 2)


def test_a_label_whose_name_is_a_number_is_no_input() -> None:
    rows = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)))
    rows[3] = np.arange(60) % 2
    made = Learner(3, fitter="linear").fit(rows)  # type: ignore[arg-type]
    assert made.n_features_in_ == 3


def test_experts_that_are_one_model_are_saved(tmp_path: Path) -> None:
    rows = table()
    words = {"schema": Schema({"words": Text()}), "label": "buy", "encoders": "plain", "fitter": "linear"}
    made = Learner(**words, fusion="average").fit(rows)
    made.save_pretrained(tmp_path)
    np.testing.assert_allclose(Learner.from_pretrained(tmp_path).predict_proba(rows), made.predict_proba(rows))


def test_a_schema_may_be_written_as_a_dict() -> None:
    rows = table()
    made = learner(schema={"words": "text", "size": Number()}).fit(rows)
    assert made.schema_ == Schema({"words": Text(), "size": Number()}).learn(Table.read(rows))
    with pytest.raises(UnknownName, match="no column named 'txt'; did you mean 'text'"):
        learner(schema={"words": "txt"}).fit(rows)
    with pytest.raises(OptionError, match="column 'words' is declared as 3; give a column such as Text"):
        learner(schema={"words": 3}).fit(rows)
    with pytest.raises(
        OptionError, match=r"schema is 'text': give a Schema, or column name → column, such as {'note': 't"
    ):
        learner(schema="text").fit(rows)


@pytest.mark.parametrize("experts", [{}, ["words"]])
def test_experts_are_named_and_at_least_one(experts: Any) -> None:
    with pytest.raises(
        OptionError, match=r"experts is .*: give name → learner, at least one, or None for the usual ones"
    ):
        learner(fusion="vote", experts=experts).fit(table())


def test_a_gap_in_a_modality_of_several_columns_is_told_by_column() -> None:
    rows = table()
    made = learner(fitter="linear").fit(rows)
    some = pd.DataFrame({"words": ["coat", None], "size": [np.nan, np.nan], "shop": ["north", None]})
    assert made.missing(some).to_dict("list") == {"words": [False, True], "table": [False, True]}
    gaps = {"words": [False, True], "size": [True, True], "shop": [False, True]}
    assert made.missing(some, by="column").to_dict("list") == gaps
    with pytest.raises(UnknownName, match="no way to tell what is missing named 'columns'; did you mean 'column'"):
        made.missing(some, by="columns")


def test_encoders_of_unknown_columns_are_refused() -> None:
    with pytest.raises(
        UnknownName, match="no column, or kind of columns, to encode named 'wrods'; did you mean 'words'"
    ):
        learner(encoders={"wrods": "tfidf"}).fit(table())


def test_a_row_without_a_group_is_one_by_itself() -> None:
    rows = table(60)
    choosing = LinearSolver(C=(0.1, 1.0))
    groups = [None, *["x"] * 29, *["y"] * 29, np.nan]
    made = learner(fitter=choosing).fit(rows, groups=groups)
    alone = learner(fitter=choosing).fit(rows, groups=["a", *["x"] * 29, *["y"] * 29, "b"])
    np.testing.assert_array_equal(made.predict_proba(rows), alone.predict_proba(rows))
    with pytest.raises(DataError, match="5 groups for 60 rows: give one group per row"):
        learner().fit(rows, groups=[1] * 5)


@over("seed", [-1, None, 1.5, "x", 2**70])
def test_a_seed_is_a_whole_number(seed: Any) -> None:
    with pytest.raises(OptionError, match=r"seed is .*: give a whole number from 0 up"):
        learner(seed=seed).fit(table(30))


def test_a_seed_of_numpy_is_one() -> None:
    rows = table(30)
    made = [learner(seed=seed).fit(rows).predict_proba(rows) for seed in (3, np.int64(3))]
    np.testing.assert_array_equal(*made)


@pytest.mark.parametrize(
    ("grid", "best"),
    [
        ({"fitter": [LinearSolver(C=1e-6), LinearSolver(C=3.0)], "fusion": ["concat"]}, LinearSolver(C=3.0)),
        ({"fitter__C": [1e-6, 3.0]}, LinearSolver(C=3.0)),
    ],
    ids=["whole", "nested"],
)
def test_options_of_the_fitter_can_be_searched(grid: dict[str, Any], best: LinearSolver) -> None:
    search = GridSearchCV(learner(fitter="linear"), grid, cv=3, scoring="neg_log_loss").fit(table(), table()["buy"])
    assert search.best_estimator_.options().fitter == best


def test_options_of_options_are_set_by_name() -> None:
    made = learner(fitter="gradient", fusion="attention").set_params(fitter__epochs=2, fusion__width=16, seed=1)
    assert (made.fitter.epochs, made.fusion.width, made.seed) == (2, 16, 1)
    with pytest.raises(UnknownName, match="no option of fitter 'gradient' named 'epoch'; did you mean 'epochs'"):
        made.set_params(fitter__epoch=2)
    with pytest.raises(ValueError, match="Invalid parameter 'fittr'"):
        made.set_params(fittr__epochs=2)


def test_a_fit_that_failed_leaves_nothing_fitted() -> None:
    made = learner(fusion="vote", experts={"svm": LinearSVC()})
    with pytest.raises(OptionError):
        made.fit(table())
    with pytest.raises(NotFittedError):
        made.predict(table())


def test_labels_of_a_file_are_read_with_the_type_of_those_learned(tmp_path: Path) -> None:
    rows = table(60).assign(buy=["1", "2", "x"] * 20)
    made = learner(fitter="linear").fit(rows)
    (tmp_path / "new.csv").write_text(rows[rows["buy"] != "x"].to_csv(index=False))
    assert Table.read(tmp_path / "new.csv").labels("buy")[0] == 1
    assert made.score(tmp_path / "new.csv") == made.score(rows[rows["buy"] != "x"])
