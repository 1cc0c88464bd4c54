from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wick_training.data import Dataset
from wick_training.folds import target_end
from wick_training.newest_window import compare, has_seen, newest, window_of
from wick_training.rows import Outputs
from wick_training.words import BAR_MS, LEVELS

SHAPE = np.quantile(np.random.default_rng(0).standard_t(5, 400_000) / np.sqrt(5 / 3), LEVELS)


def said(rows, factor: float) -> Outputs:
    sigma = factor * rows.sigma24[:, None] * np.sqrt(rows.horizons)
    return Outputs(sigma[:, :, None] * SHAPE)


def test_the_window_is_the_last_weeks_whose_targets_are_known(dataset: Dataset):
    """[FC-58]"""
    rows = newest(dataset.rows)
    assert target_end(rows).max() == dataset.rows.issued_at.max()
    assert rows.issued_at.max() - rows.issued_at.min() == pytest.approx(26 * 7 * 86_400_000, rel=0.01)
    assert np.isfinite(rows.y).all()


def test_a_worse_model_is_not_published_and_an_equal_or_better_one_is(dataset: Dataset):
    """[FC-58]"""
    rows = newest(dataset.rows)
    good, bad = said(rows, 1), said(rows, 3)
    assert not compare(rows, good, bad).accepted
    assert compare(rows, bad, good).accepted
    same = compare(rows, good, good)
    assert same.accepted and same.difference is not None and same.difference.value == 0
    broken = replace(good, quantiles=np.full_like(good.quantiles, np.nan))
    assert not compare(rows, good, broken).accepted


def test_a_classifier_is_compared_by_its_log_loss(dataset: Dataset):
    rows = newest(dataset.rows)
    sure = Outputs(probabilities=np.eye(3)[rows.label] * 0.7 + 0.1)
    prior = Outputs(probabilities=np.full((len(rows), 3), 1 / 3))
    assert compare(rows, prior, sure).accepted and not compare(rows, sure, prior).accepted


def test_a_model_that_has_seen_the_window_is_not_compared(dataset: Dataset):
    """[FC-58]"""
    start, _ = window_of(dataset.rows)
    bar = BAR_MS["12h"]
    assert has_seen(dataset.rows, start - bar, start)
    assert has_seen(dataset.rows, start - 5 * bar, start)
    assert not has_seen(dataset.rows, start - 6 * bar, start)


def test_a_few_rows_prove_nothing(dataset: Dataset):
    rows = newest(dataset.rows).take(np.arange(50))
    assert not compare(rows, said(rows, 3), said(rows, 1)).accepted
