from __future__ import annotations

import numpy as np
import pytest

from wick_training.data import Dataset
from wick_training.folds import FOLDS, Fold, before, complete, embargo_ms, epoch_ms, history, split, target_end
from wick_training.words import BAR_MS


def test_there_are_six_half_years_from_september_2021():
    """[FC-41]"""
    assert [fold.number for fold in FOLDS] == [1, 2, 3, 4, 5, 6]
    assert FOLDS[0].test_from == epoch_ms("2021-09-01") and FOLDS[-1].test_to == epoch_ms("2024-09-01")
    assert all(a.test_to == b.test_from for a, b in zip(FOLDS, FOLDS[1:]))


@pytest.mark.parametrize("seed", range(40))
def test_no_training_target_reaches_the_test(dataset: Dataset, seed: int):
    """[FC-42] at any start of a test, on any subset of rows."""
    random = np.random.default_rng(seed)
    rows = dataset.rows.take(np.sort(random.choice(len(dataset.rows), 3000, replace=False)))
    start = int(random.integers(epoch_ms("2021-01-01"), epoch_ms("2024-08-01")))
    parts = split(rows, Fold(1, start, start + int(random.integers(1, 300)) * 86_400_000))
    gap = 5 * BAR_MS["12h"]
    assert embargo_ms(rows) == gap
    assert target_end(parts.train).max() + gap <= parts.valid.issued_at.min()
    assert target_end(parts.valid).max() + gap <= parts.test.issued_at.min()
    assert complete(parts.train).all() and complete(parts.valid).all()
    share = len(parts.valid) / (len(parts.train) + len(parts.valid))
    assert 0.14 < share < 0.17


@pytest.mark.parametrize("seed", range(20))
def test_test_targets_end_within_the_fold(dataset: Dataset, seed: int):
    """[FC-42]: what ends later belongs to the next fold."""
    random = np.random.default_rng(seed)
    start = int(random.integers(epoch_ms("2021-09-01"), epoch_ms("2024-01-01")))
    end = start + int(random.integers(10, 200)) * 86_400_000
    test = split(dataset.rows, Fold(1, start, end)).test
    assert (test.issued_at >= start).all() and (test.issued_at < end).all()
    for place, horizon in enumerate(test.horizons):
        late = test.issued_at + horizon * BAR_MS["12h"] > end
        assert np.isnan(test.y[late, place]).all() and np.isnan(test.v[late, place]).all()
        assert late.any() and np.isfinite(test.y[~late, place]).all()
    assert (test.label[np.isnan(test.y[:, 1])] == -1).all()


def test_training_and_validation_are_the_past_and_nothing_else(dataset: Dataset):
    end = FOLDS[2].test_from
    past = history(dataset.rows, end)
    train, valid = before(dataset.rows, end)
    keys = lambda rows: set(zip(rows.issued_at.tolist(), rows.coin.tolist()))  # noqa: E731
    assert keys(train) <= keys(past) and keys(valid) <= keys(past) and not keys(train) & keys(valid)


def test_next_to_nothing_is_not_trained_on(dataset: Dataset):
    with pytest.raises(ValueError, match="rows to train on"):
        before(dataset.rows, int(dataset.rows.issued_at.min()) + 20 * BAR_MS["12h"])
