from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wick_training.data import Dataset
from wick_training.ensemble import DIRECTION_MEMBERS, QUANTILE_MEMBERS, VARIANCE_MEMBERS, Weights, combine, fit_weights, minimise
from wick_training.evaluation import members
from wick_training.folds import FOLDS
from wick_training.rows import Outputs, Rows
from wick_training.walk import test_rows as rows_of
from wick_training.words import LEVELS, PATH_MODELS

SCORES = np.quantile(np.random.default_rng(0).standard_t(5, 400_000) / np.sqrt(5 / 3), LEVELS)


def made_up(rows: Rows, bad: float, seed: int) -> Outputs:
    """σ known with an error of `bad` in its logarithm."""
    noise = np.random.default_rng(seed).standard_normal((len(rows), 1)) * bad
    sigma = rows.sigma24[:, None] * np.sqrt(rows.horizons) * np.exp(noise)
    return Outputs(sigma[:, :, None] * SCORES, sigma**2)


@pytest.fixture(scope="module")
def folds(dataset: Dataset):
    found = []
    for fold in FOLDS[:3]:
        rows = rows_of(dataset, fold)
        learned = {name: made_up(rows, 0.1 if name == "tcn" else 1.5, seed) for seed, name in enumerate(PATH_MODELS)}
        prior = np.tile([0.4, 0.2, 0.4], (len(rows), 1))
        found.append((rows, members(rows, {**learned, "xgboost": Outputs(probabilities=prior)})))
    return found


def test_weights_are_a_mean_and_prefer_who_knows(folds):
    """[FC-56]"""
    weights = fit_weights(folds)
    for one, names in [
        *((w, QUANTILE_MEMBERS) for w in weights.quantiles),
        *((w, VARIANCE_MEMBERS) for w in weights.variance),
        (weights.direction, DIRECTION_MEMBERS),
    ]:
        assert set(one) == set(names) and min(one.values()) >= 0 and sum(one.values()) == pytest.approx(1, abs=1e-12)
    noisy = ("dlinear", "lstm", "transformer", "lightgbm")
    for one in weights.quantiles:
        assert one["tcn"] + one["har"] + one["naive"] > 0.6 > sum(one[name] for name in noisy)


def test_weights_do_not_depend_on_how_losses_are_scaled():
    """The steps are relative: returns of an hour and of a day are treated alike."""
    target = np.array([0.7, 0.3, 0.0])

    def loss_of(scale: float):
        return lambda w: (scale * float(((w - target) ** 2).sum()), scale * 2 * (w - target))

    small, large = minimise([loss_of(1e-6)], 3), minimise([loss_of(1e6)], 3)
    assert small == pytest.approx(target, abs=0.02) and large == pytest.approx(target, abs=0.02)


def test_the_ensemble_is_the_weighted_mean_of_its_members(folds):
    """[FC-56]"""
    rows, answers = folds[0]
    half = {"tcn": 0.5, "har": 0.5}
    said = combine(answers, Weights((half, {"tcn": 1.0}), ({"har": 1.0}, half), {"xgboost": 0.25, "naive": 0.75}))
    assert said.quantiles[:, 0] == pytest.approx((answers["tcn"].quantiles[:, 0] + answers["har"].quantiles[:, 0]) / 2)
    assert np.array_equal(said.quantiles[:, 1], answers["tcn"].quantiles[:, 1])
    assert np.array_equal(said.variance[:, 0], answers["har"].variance[:, 0])
    assert said.probabilities.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert (np.diff(said.quantiles, axis=2) >= 0).all()


def test_rows_without_an_outcome_count_for_nothing(folds):
    rows, answers = folds[0]
    hidden = np.arange(len(rows)) % 3 == 0
    blank = replace(
        rows,
        y=np.where(hidden[:, None], np.nan, rows.y),
        v=np.where(hidden[:, None], np.nan, rows.v),
        label=np.where(hidden, -1, rows.label).astype(np.int8),
    )
    kept = {name: one.take(~hidden) for name, one in answers.items()}
    assert fit_weights([(blank, answers)]) == fit_weights([(rows.take(~hidden), kept)])
