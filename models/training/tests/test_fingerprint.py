from __future__ import annotations

from wick_training import fingerprint
from wick_training.recipes.registry import RECIPES


def test_what_a_fit_depends_on_is_followed_through_imports():
    """[FC-57]"""
    found = fingerprint.closure(["recipes.registry", *fingerprint.FITTED_BY, *fingerprint.MEASURED_BY])
    assert {"data", "folds", "rows", "words", "metrics", "ensemble", "distribution", "recipes.anchor", "recipes.lstm"} <= set(found)
    assert not any(module.startswith(("export", "cards")) or module in ("release", "manifest") for module in found)


def test_another_text_is_another_recipe(monkeypatch):
    """[FC-57]"""
    text_of = fingerprint.text_of
    before = fingerprint.recipe_hash(), fingerprint.fit_hash(RECIPES["lightgbm"]), fingerprint.fit_hash(RECIPES["lstm"])
    assert before[1] != before[2]
    monkeypatch.setattr(fingerprint, "text_of", lambda module: text_of(module) + ("\n# other" if module == "recipes.lstm" else ""))
    after = fingerprint.recipe_hash(), fingerprint.fit_hash(RECIPES["lightgbm"]), fingerprint.fit_hash(RECIPES["lstm"])
    assert after[0] != before[0] and after[1] == before[1] and after[2] != before[2]
