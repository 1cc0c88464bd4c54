from __future__ import annotations

import json
from pathlib import Path

import pytest

from wick_training.ensemble import Weights
from wick_training.last_fold import FreezeError, Frozen, Ledger

HEADLINES = {"1h": {"lstm.pinball": 0.05}}


def test_only_the_frozen_recipe_and_data_may_look(tmp_path: Path):
    """[FC-54]"""
    path = tmp_path / "frozen.json"
    with pytest.raises(FreezeError, match="--freeze"):
        Frozen.load(path)
    weights = {"1h": Weights(({"har": 1.0},), ({"har": 1.0},), {"naive": 1.0})}
    Frozen("a" * 64, {"1h": "d" * 64}, weights).save(path)
    frozen = Frozen.load(path)
    assert frozen.weights == weights
    frozen.check("a" * 64, {"1h": "d" * 64})
    with pytest.raises(FreezeError, match="frozen is aaaaaaaaaaaa"):
        frozen.check("b" * 64, {"1h": "d" * 64})
    with pytest.raises(FreezeError, match="data of 1h"):
        frozen.check("a" * 64, {"1h": "e" * 64})


def test_another_recipe_needs_a_reason_that_is_kept(tmp_path: Path):
    """[FC-54]"""
    ledger = Ledger(tmp_path / "last-fold.json")
    ledger.may_score("a", None)
    ledger.enter("a", None, HEADLINES)
    with pytest.raises(FreezeError, match="--rescore"):
        ledger.may_score("b", None)
    ledger.may_score("b", "a bug in the anchor")
    ledger.enter("b", "a bug in the anchor", HEADLINES)
    assert [one["reason"] for one in json.loads(ledger.path.read_text())["scores"]] == [None, "a bug in the anchor"]


def test_the_same_recipe_must_say_the_same(tmp_path: Path):
    """[FC-54]"""
    ledger = Ledger(tmp_path / "last-fold.json")
    ledger.enter("a", None, HEADLINES)
    ledger.may_score("a", None)
    ledger.enter("a", None, {"1h": {"lstm.pinball": 0.0501}})
    assert len(ledger.scores()) == 1
    for other in ({"1h": {"lstm.pinball": 0.055}}, {"1h": {}}):
        with pytest.raises(FreezeError, match="lstm.pinball"):
            ledger.enter("a", None, other)
