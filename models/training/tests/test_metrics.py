from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from scipy.stats import t as student

from wick_training import metrics
from wick_training.bootstrap import WEEK_MS, Weeks
from wick_training.distribution import SCORES, probabilities, student4_cdf
from wick_training.scorecard import LeakAlarm, raise_leak_alarm
from wick_training.words import LEVELS

RANDOM = np.random.default_rng(1)


def test_pinball_is_the_mean_of_the_textbook_formula():
    """[FC-43]"""
    y, q = RANDOM.normal(size=20), np.sort(RANDOM.normal(size=(20, 5)), axis=1)
    expected = [
        np.mean([level * (a - b) if a >= b else (1 - level) * (b - a) for level, b in zip(LEVELS, row)]) for a, row in zip(y, q)
    ]
    assert metrics.pinball(y, q) == pytest.approx(expected, rel=1e-12)


def test_pinball_is_least_at_the_true_quantiles():
    y = RANDOM.standard_normal(200_000)
    true = np.quantile(y, LEVELS)
    best = metrics.pinball(y, np.broadcast_to(true, (len(y), 5))).mean()
    for shift in (-0.05, 0.05):
        assert metrics.pinball(y, np.broadcast_to(true + shift, (len(y), 5))).mean() > best


def test_auc_is_mann_whitneys_with_ties():
    score = RANDOM.integers(0, 8, 300) / 8
    up = RANDOM.random(300) < 0.4 + 0.2 * score
    expected = mannwhitneyu(score[up], score[~up]).statistic / (up.sum() * (~up).sum())
    area = metrics.auc_of(up, score)
    assert area(np.ones(300)) == pytest.approx(expected, abs=1e-12)
    doubled = np.repeat(np.arange(300), 2)
    assert area(np.full(300, 2.0)) == pytest.approx(metrics.auc_of(up[doubled], score[doubled])(np.ones(600)), abs=1e-12)


def test_calibration_error_is_nothing_when_frequencies_come_as_forecast_and_large_when_not():
    p = RANDOM.dirichlet((3, 2, 4), 60_000)
    label = (RANDOM.random(60_000)[:, None] > np.cumsum(p, axis=1)).sum(axis=1)
    assert metrics.expected_calibration_error(label, p) < 0.012
    assert metrics.expected_calibration_error(label, p[:, ::-1].copy()) > 0.05
    points = metrics.reliability(label, p)
    assert len(points) == 45 and sum(n for *_, n in points) == 3 * 60_000


def test_calls_cost_and_neutral_does_nothing():
    p = np.array([[0.5, 0.2, 0.3], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7]])
    gain, called = metrics.cost_adjusted(np.array([-0.02, 0.5, -0.01]), p)
    assert called.tolist() == [True, False, True]
    assert gain[called] == pytest.approx([0.019, -0.011])


def test_qlike_is_zero_at_the_truth_and_punishes_too_little_more_than_too_much():
    v = np.array([1e-4])
    assert metrics.qlike(v, v)[0] == 0
    assert metrics.qlike(v, v / 2)[0] > metrics.qlike(v, v * 2)[0] > 0


def test_an_interval_of_a_skill_is_about_as_wide_as_theory_says():
    """[FC-44]: with independent weeks the bootstrap's spread is that of a mean."""
    weeks, inside = 200, []
    for seed in range(60):
        random = np.random.default_rng(seed)
        value = np.repeat(random.normal(0.3, 1, weeks), 5)
        measured = Weeks.of(np.repeat(np.arange(weeks) * WEEK_MS, 5)).mean(value)
        inside.append(measured.low <= 0.3 <= measured.high)
        assert 2 * 1.96 / np.sqrt(weeks) == pytest.approx(measured.high - measured.low, rel=0.3)
    assert 0.85 <= np.mean(inside) <= 1


def test_rows_of_one_week_go_together():
    """[FC-44]: a week copied a hundred times is no more evidence than a week."""
    values = RANDOM.normal(size=30)
    once = Weeks.of(np.arange(30) * WEEK_MS).mean(values)
    often = Weeks.of(np.repeat(np.arange(30) * WEEK_MS, 100)).mean(np.repeat(values, 100))
    assert (often.low, often.high) == pytest.approx((once.low, once.high), abs=1e-12)


def test_the_t4_rule_gives_back_the_distribution_it_was_given():
    """[FC-70]"""
    x = np.linspace(-30, 30, 401)
    assert student4_cdf(x) == pytest.approx(student.cdf(x, 4), abs=1e-12)
    quantiles = 0.001 + 0.01 * student.ppf(LEVELS, 4)
    down, neutral, up = probabilities(quantiles)
    assert down == pytest.approx(student.cdf((np.log(0.995) - 0.001) / 0.01, 4), abs=1e-12)
    assert up == pytest.approx(student.sf((np.log(1.005) - 0.001) / 0.01, 4), abs=1e-12)
    assert down + neutral + up == pytest.approx(1, abs=1e-15)
    assert SCORES == pytest.approx(student.ppf(LEVELS, 4), abs=1e-12)


def test_figures_too_good_to_be_true_fail_the_run():
    """[FC-55]"""
    fine = {"direction": {"balancedAccuracy": 0.47, "accuracyUpGivenMove": 0.55}}
    raise_leak_alarm("lstm", "1h", fine)
    for name in fine["direction"]:
        leak = {"direction": {**fine["direction"], name: 0.6}}
        with pytest.raises(LeakAlarm, match=name):
            raise_leak_alarm("lstm", "1h", leak)
        raise_leak_alarm("lstm", "1d", leak)
