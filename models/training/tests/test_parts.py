"""[FC-45] to [FC-50] The parts of recipes by themselves: anchor, scalers, trees' thresholds, static calibration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from wick_training.data import Dataset
from wick_training.recipes.anchor import ANCHOR_FEATURES, Anchor
from wick_training.recipes.calibration import TRUST, Calibration, fit_factors, fit_variance, log_square_width
from wick_training.recipes.class_calibration import ClassCalibration
from wick_training.recipes.coin_scaler import LEAST_ROWS, CoinScaler
from wick_training.recipes.network_training import batches, epoch_rows
from wick_training.recipes.shape import base_parameters, base_quantiles
from wick_training.recipes.tree_nodes import floored
from wick_training.recipes.unknown_coins import with_unknown


def test_an_anchor_finds_the_weights_that_made_the_variances(dataset: Dataset):
    random = np.random.default_rng(3)
    rows = dataset.rows
    features = random.standard_normal(rows.features.shape).astype(np.float32)
    columns = [rows.feature_names.index(name) for name in ANCHOR_FEATURES]
    weights = np.array([0.1, 0.2, 0.3, 0.1, 0.05, 0.15])
    offset = np.where(rows.coin == 1, 0.2, -0.2)
    log_sigma = features[:, columns] @ weights - 4 + offset
    noise = 0.3 * random.standard_normal((len(rows), 2))
    made = replace(rows, features=features, v=np.exp(2 * (log_sigma[:, None] + noise)))
    anchor = Anchor.fit(made, 2)
    assert np.abs(anchor.weights - weights[:, None]).max() < 0.02
    assert np.all(anchor.bias[1] > anchor.bias[0]) and np.all(anchor.bias[0] > anchor.bias[2])
    far = np.abs(anchor.log_sigma(made.features, made.coin) - log_sigma[:, None])
    # A coin's offset of 0.2 is shrunk: it has some three thousand rows.
    assert far.mean() < 0.1


def test_scalers_know_each_coin_and_leave_named_features_alike(dataset: Dataset):
    rows = dataset.rows
    shifted = replace(rows, features=rows.features + rows.coin[:, None].astype(np.float32))
    scaler = CoinScaler.fit(shifted, 3, frozenset(["lnVariance1"]))
    for coin in (1, 2):
        scaled = scaler.apply(shifted.features, shifted.coin)[shifted.coin == coin]
        middle = np.median(scaled, axis=0)
        alike = shifted.feature_names.index("lnVariance1")
        others = np.arange(len(middle)) != alike
        assert np.abs(middle[others]).max() < 1e-3 and abs(middle[alike]) > 0.05
    assert np.array_equal(scaler.center[3], scaler.center[0]), "a coin without rows is scaled as any other"
    few = shifted.take(np.flatnonzero(shifted.coin == 1)[: LEAST_ROWS - 1])
    assert np.array_equal(CoinScaler.fit(few, 1).center[1], CoinScaler.fit(few, 1).center[0])
    flat = replace(few, features=np.ones_like(few.features))
    assert np.array_equal(CoinScaler.fit(flat, 1).apply(flat.features, flat.coin), np.zeros_like(flat.features))


def test_a_floored_threshold_decides_alike_for_every_float32():
    random = np.random.default_rng(5)
    for threshold in [*random.standard_normal(500), 0.0, 1e-35, -1e-35, 0.1, 1e30, 16777217.0]:
        low = floored(float(threshold))
        assert float(low) <= threshold
        near = np.array([np.nextafter(low, np.float32(-np.inf)), low, np.nextafter(low, np.float32(np.inf))], dtype=np.float32)
        assert np.array_equal(near.astype(np.float64) <= threshold, near <= low)


def test_factors_go_half_the_way_to_nominal_frequencies():
    random = np.random.default_rng(8)
    outcomes = random.standard_normal((40_000, 1))
    narrow = np.array([-1.959964, -1.281552, 0.0, 1.281552, 1.959964]) * 0.8
    shape = np.broadcast_to(narrow, (len(outcomes), 1, 5))
    factor = fit_factors(outcomes, shape)
    assert factor[0, 2] == 1
    assert np.abs(factor[0, [0, 1, 3, 4]] - (1 + TRUST * 0.25)).max() < 0.02


def test_calibrated_quantiles_are_sorted_whatever_comes_in():
    factor = np.array([[0.5, 2.0, 1.0, 0.5, 2.0]], dtype=np.float32)
    unit = np.ones(1, dtype=np.float32)
    raw = np.random.default_rng(1).standard_normal((100, 1, 5)).astype(np.float32)
    assert (np.diff(Calibration(factor, unit, unit).quantiles(raw), axis=2) >= 0).all()


def test_variance_by_width_has_the_least_qlike():
    random = np.random.default_rng(2)
    width = np.exp(random.normal(-3, 0.5, 5000))
    quantiles = width[:, None, None] * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    realised = (width**2.2 * 0.3 * random.gamma(2, 0.5, 5000))[:, None]
    intercept, slope = fit_variance(realised, quantiles)
    x = log_square_width(quantiles)[:, 0]

    def qlike(parameters: np.ndarray) -> float:
        log_forecast = parameters[0] + parameters[1] * x
        return float((realised[:, 0] * np.exp(-log_forecast) + log_forecast).mean())

    best = minimize(qlike, np.array([0.0, 1.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})
    assert qlike(np.array([intercept[0], slope[0]])) == pytest.approx(best.fun, abs=1e-7)
    assert slope[0] == pytest.approx(1.1, abs=0.03)


def test_a_classifier_that_is_too_sure_is_told_halfway():
    random = np.random.default_rng(4)
    logits = random.standard_normal((30_000, 3))
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    label = (chances.cumsum(axis=1) < random.random((len(chances), 1))).sum(axis=1)
    calibration = ClassCalibration.fit(1.6 * logits, label)
    assert calibration.slope[0] == pytest.approx(1 + 0.5 * (1 / 1.6 - 1), abs=0.02)
    assert np.abs(calibration.offset).max() < 0.02
    even = ClassCalibration.none().probabilities(np.zeros((2, 3)))
    assert np.allclose(even, 1 / 3)


def test_base_quantiles_are_those_of_what_is_known():
    standard = np.array([[np.nan], *([[one] for one in np.linspace(-2, 2, 401)])])
    base = base_quantiles(standard)
    assert np.allclose(base, [[-1.9, -1.6, 0, 1.6, 1.9]])
    median, log_gaps = base_parameters(base)
    assert np.allclose(median, 0) and np.allclose(np.exp(log_gaps), [[0.3, 1.6, 1.6, 0.3]])


def test_epochs_see_every_bar_in_turn_and_a_fifth_as_of_an_unknown_coin(dataset: Dataset):
    rows = dataset.rows
    usable = np.arange(len(rows))
    offsets = np.array([2, 0, 1])
    seen = [epoch_rows(rows, usable, 3, offsets, epoch) for epoch in range(4)]
    assert np.array_equal(np.sort(np.concatenate(seen[:3])), usable)
    assert np.array_equal(seen[0], seen[3])
    assert sum(len(one) for one in batches(seen[0], 100)) == len(seen[0])
    share = np.mean(with_unknown(rows.coin, 1) == 0)
    assert share == pytest.approx(0.2, abs=0.02)
