"""[FC-47] to [FC-52] Every recipe, at its tiny size, on made-up series: what it says, and that its file says the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from wick_training.data import Dataset
from wick_training.export.golden import write_golden
from wick_training.export.threshold_rows import threshold_rows
from wick_training.folds import FOLDS, Split, split
from wick_training.recipe import ExportMetadata, FitContext, Fitted
from wick_training.recipes.network_recipe import NetworkRecipe
from wick_training.recipes.registry import RECIPES
from wick_training.rows import Outputs, Rows
from wick_training.words import LEARNED_MODELS, PATH_MODELS, SEQUENCE, WINDOW

NAMES = tuple(RECIPES)
MOST_PARAMETERS, MOST_TREES = 100_000, 400
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def parts(dataset: Dataset) -> Split:
    return split(dataset.rows, FOLDS[3])


@pytest.fixture(scope="module")
def fitted(dataset: Dataset, parts: Split) -> dict[str, Fitted]:
    context = FitContext(seed=1, coins=dataset.coins, quick=True)
    return {name: recipe.fit(parts.train, parts.valid, context) for name, recipe in RECIPES.items()}


@pytest.fixture(scope="module")
def files(fitted: dict[str, Fitted], dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("onnx")
    for name, one in fitted.items():
        one.export(folder / f"{name}.onnx", metadata(name, dataset))
    return {name: folder / f"{name}.onnx" for name in fitted}


def metadata(name: str, dataset: Dataset) -> ExportMetadata:
    rows = dataset.rows
    return ExportMetadata(
        name, rows.timeframe, rows.horizons, rows.feature_names, dataset.coins, 1, WINDOW, SEQUENCE, 10, 20, "a" * 64, "b" * 64, 3
    )


def asked(path: Path, rows: Rows, coin: np.ndarray) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = {"features": rows.features, "bars": rows.sequences(), "coin": coin}
    names = [one.name for one in session.get_outputs()]
    return dict(zip(names, session.run(names, {one.name: inputs[one.name] for one in session.get_inputs()}), strict=True))


def distance(told: dict[str, np.ndarray], native: Outputs) -> float:
    given = {name: value for name, value in vars(native).items() if value is not None}
    assert told.keys() == given.keys()
    return max(float(np.abs(told[name] - value).max() / np.abs(value).max()) for name, value in given.items())


def test_all_models_have_a_recipe():
    assert set(NAMES) == set(LEARNED_MODELS)


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_whole_sorted_and_finite(name: str, fitted: dict[str, Fitted], parts: Split):
    said = fitted[name].predict(parts.test)
    if name in PATH_MODELS:
        assert said.probabilities is None
        assert said.quantiles is not None and said.variance is not None
        assert said.quantiles.shape == (len(parts.test), 2, 5) and np.isfinite(said.quantiles).all()
        assert (np.diff(said.quantiles, axis=2) >= 0).all()
        assert said.variance.shape == (len(parts.test), 2) and (said.variance > 0).all()
    else:
        assert said.quantiles is None and said.variance is None
        assert said.probabilities is not None and (said.probabilities > 0).all()
        assert np.abs(said.probabilities.sum(axis=1) - 1).max() < 1e-6


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [1, 2, 9])
def test_the_file_says_what_the_library_says_of_any_number_of_rows(
    name: str, count: int, fitted: dict[str, Fitted], files: dict[str, Path], parts: Split
):
    some = parts.test.take(np.linspace(0, len(parts.test) - 1, count).astype(np.int64))
    for coin in (some.coin, np.zeros(count, dtype=np.int64)):
        assert distance(asked(files[name], some, coin), fitted[name].predict(some, coin)) < TOLERANCE


@pytest.mark.parametrize("name", ["lightgbm", "xgboost"])
def test_trees_decide_alike_at_and_just_above_every_threshold(
    name: str, fitted: dict[str, Fitted], files: dict[str, Path], parts: Split
):
    one = fitted[name]
    scaler = one.scaler if name == "xgboost" else one.parts.scaler
    thresholds = one.nodes().thresholds()
    moved = threshold_rows(parts.test.features[:50], scaler, thresholds)
    assert len(moved) == 2 * len(thresholds) > 0
    unknown = np.zeros(len(moved), dtype=np.int64)
    scaled = scaler.apply(moved, unknown)
    for place, (feature, value) in enumerate(thresholds):
        assert scaled[2 * place, feature] <= np.float32(value) < scaled[2 * place + 1, feature]
    rows = parts.test.take(np.arange(len(moved)) % len(parts.test))
    rows.features[:] = moved
    assert distance(asked(files[name], rows, unknown), one.predict(rows, unknown)) < TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_on_disk_says_the_same(name: str, fitted: dict[str, Fitted], parts: Split, tmp_path: Path):
    fitted[name].save(tmp_path / "fit")
    again = RECIPES[name].load(tmp_path / "fit").predict(parts.test)
    for mine, theirs in zip(vars(fitted[name].predict(parts.test)).values(), vars(again).values(), strict=True):
        assert (mine is None and theirs is None) or np.array_equal(mine, theirs)


@pytest.mark.parametrize("name", NAMES)
def test_a_fit_with_the_same_seed_is_the_same(
    name: str, fitted: dict[str, Fitted], dataset: Dataset, parts: Split
):
    context = FitContext(seed=1, coins=dataset.coins, quick=True)
    again = RECIPES[name].fit(parts.train, parts.valid, context)
    for mine, theirs in zip(vars(fitted[name].predict(parts.test)).values(), vars(again.predict(parts.test)).values(), strict=True):
        assert (mine is None and theirs is None) or np.array_equal(mine, theirs)


@pytest.mark.parametrize("name", NAMES)
def test_files_say_what_they_are_and_need_nothing_new(name: str, files: dict[str, Path], dataset: Dataset):
    model = onnx.load(str(files[name]))
    assert model.ir_version <= 13
    assert all(one.version <= 26 for one in model.opset_import)
    kinds = {node.op_type for node in model.graph.node}
    assert "ZipMap" not in kinds
    assert all(one.name != "layout" or one.i == 0 for node in model.graph.node for one in node.attribute)
    told = {one.key: one.value for one in model.metadata_props}
    assert told["model"] == name and told["timeframe"] == "12h" and told["revision"] == "3"
    assert told["features"] == "[" + ", ".join(f'"{one}"' for one in dataset.rows.feature_names) + "]"
    assert told["inputs"] == "[" + ", ".join(f'"{one.name}"' for one in model.graph.input) + "]"
    assert tuple(one.name for one in model.graph.input) == RECIPES[name].inputs


@pytest.mark.parametrize("features,horizons", [(8, 2), (51, 3)])
def test_networks_are_small(features: int, horizons: int):
    networks = {name: one.make(features, horizons) for name, one in RECIPES.items() if isinstance(one, NetworkRecipe)}
    sizes = {name: sum(weights.numel() for weights in one.parameters()) for name, one in networks.items()}
    assert set(sizes) == {"dlinear", "tcn", "lstm", "transformer"}
    assert max(sizes.values()) <= MOST_PARAMETERS


def test_plans_of_trees_stay_within_the_limit():
    for timeframe, horizons in (("1h", 3), ("12h", 2), ("1d", 2)):
        lightgbm = RECIPES["lightgbm"].parameters(timeframe, quick=False)
        xgboost = RECIPES["xgboost"].parameters(timeframe, quick=False)
        assert int(str(lightgbm["trees"])) * 5 * horizons <= MOST_TREES
        assert int(str(xgboost["rounds"])) * 3 <= MOST_TREES


def test_coins_never_seen_are_answered_for(fitted: dict[str, Fitted], parts: Split):
    few = parts.test.take(np.arange(5))
    for one in fitted.values():
        known, unknown = one.predict(few), one.predict(few, np.zeros(5, dtype=np.int64))
        told = unknown.quantiles if unknown.quantiles is not None else unknown.probabilities
        other = known.quantiles if known.quantiles is not None else known.probabilities
        assert told is not None and other is not None and np.isfinite(told).all() and not np.array_equal(told, other)


def test_golden_vectors_are_real_rows_and_thresholds(fitted: dict[str, Fitted], parts: Split, tmp_path: Path):
    for name in NAMES:
        small, whole = tmp_path / "small.json", tmp_path / "whole.json"
        write_golden(small, whole, fitted[name], RECIPES[name], parts.test)
        few, many = json.loads(small.read_text()), json.loads(whole.read_text())
        trees = name in ("lightgbm", "xgboost")
        real = min(1024, len(parts.test))
        assert many["n"] == real + (2 * len(fitted[name].nodes().thresholds()) if trees else 0)
        assert 64 <= few["n"] <= 64 + 128 and few["n"] <= many["n"]
        assert set(few["inputs"]) == set(RECIPES[name].inputs) and 0 in few["inputs"]["coin"]
