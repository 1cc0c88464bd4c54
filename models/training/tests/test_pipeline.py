from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from plain_recipe import PlainRecipe, plain_recipes

from wick_training import release
from wick_training.data import load
from wick_training.last_fold import FreezeError
from wick_training.plan import Plan
from wick_training.training import train


@pytest.fixture(autouse=True)
def _no_golden_vectors(monkeypatch: pytest.MonkeyPatch):
    """They need a graph to run; the plain recipe writes none."""
    monkeypatch.setattr(release, "write_golden", lambda small, whole, fitted, recipe, rows: None)


@pytest.fixture
def plan(tmp_path: Path, dataset_folder: Path) -> Plan:
    for name in ("work", "ledger"):
        (tmp_path / name).mkdir()
    return Plan(
        dataset=dataset_folder, work=tmp_path / "work", models=tmp_path / "models", ledger=tmp_path / "ledger", timeframes=("12h",)
    )


def run(plan: Plan, recipes: dict[str, PlainRecipe], recipe: str = "a" * 64, freeze: bool = False):
    said: list[str] = []
    datasets = {timeframe: load(plan.dataset, timeframe) for timeframe in plan.timeframes}
    train(plan, datasets, recipes, recipe, freeze, None, said.append)
    return "\n".join(said)


def test_a_recipe_is_frozen_then_scored_once_then_shipped(plan: Plan):
    """[FC-54], [FC-57]"""
    recipes = plain_recipes()
    with pytest.raises(FreezeError, match="--freeze"):
        run(plan, recipes)
    assert recipes["lstm"].fits == 5
    run(plan, recipes, freeze=True)
    assert not plan.last_fold_ledger.exists() and not (plan.models / "manifest.json").exists()
    assert recipes["lstm"].fits == 5, "folds that are done are not fitted again"
    said = run(plan, recipes)
    assert recipes["lstm"].fits == 7 and len(json.loads(plan.last_fold_ledger.read_text())["scores"]) == 1
    manifest = json.loads((plan.models / "manifest.json").read_text())
    assert [one["model"] for one in manifest["models"]] == list(recipes)
    for one in manifest["models"]:
        assert (plan.models / one["file"]).stat().st_size == one["bytes"]
        assert one["evaluatedSha256"] != one["sha256"] and one["version"] == one["sha256"][:12]
        assert json.loads((plan.models / one["file"]).read_text())["fit"]["warm"]
    entry = manifest["timeframes"][0]
    for weights in (*(one["weights"] for one in entry["quantileWeights"]), entry["directionWeights"]):
        assert sum(weights.values()) == pytest.approx(1, abs=1e-12)
    assert set(entry["metrics"]) == {"har", "naive", "ml_ensemble"}
    assert entry["metrics"]["naive"]["horizons"][0]["pinballSkill"]["value"] == 0
    assert manifest["trainedTo"] == manifest["models"][0]["trainedTo"] == 1725105600000, "2024-08-31 12:00, the last bar"
    assert "no skill" in (plan.models / "cards" / "xgboost.md").read_text()
    assert (plan.models / "cards" / "ml_ensemble.svg").stat().st_size > 5_000
    assert "last fold" in said


def test_a_quick_run_goes_through_and_never_looks_at_the_last_fold(plan: Plan):
    """[FC-59]"""
    recipes = plain_recipes()
    run(replace(plan, quick=True), recipes)
    manifest = json.loads((plan.models / "manifest.json").read_text())
    last_seen = 1709251200000  # 2024-03-01
    assert all(one["metrics"]["to"] <= last_seen and one["trainedTo"] < last_seen for one in manifest["models"])
    assert "not to be used" in (plan.models / "cards" / "lstm.md").read_text()
    assert recipes["tcn"].fits == 3


def test_a_killed_run_goes_on_where_it_was(plan: Plan):
    class Killed(Exception):
        pass

    class Interrupted(PlainRecipe):
        def fit(self, train, valid, context):
            if self.fits == 2:
                raise Killed
            return super().fit(train, valid, context)

    recipes = plain_recipes()
    recipes["lstm"] = Interrupted("lstm")
    with pytest.raises(Killed):
        run(plan, recipes, freeze=True)
    again = plain_recipes()
    # The key of a fit is the recipe's source: the same class goes on.
    again["lstm"] = Interrupted("lstm")
    again["lstm"].fits = -2
    run(plan, again, freeze=True)
    assert again["dlinear"].fits == 0 and again["lstm"].fits == 1 and again["xgboost"].fits == 5
