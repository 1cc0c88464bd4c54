from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from frames import write_series

from wick_training.data import Dataset, DatasetError, coins_of, load
from wick_training.words import BAR_MS, SEQUENCE, WINDOW


def test_coins_are_numbered_by_their_names(dataset_folder: Path, dataset: Dataset):
    assert coins_of(dataset_folder) == dataset.coins == ("AAAUSDT", "BBBUSDT")
    assert set(dataset.rows.coin) == {1, 2}


def test_only_whole_windows_are_rows_and_time_grows(dataset: Dataset):
    assert dataset.rows.position.min() == WINDOW - 1
    assert (np.diff(dataset.rows.issued_at) >= 0).all()


def test_a_row_is_what_the_file_says(dataset_folder: Path, dataset: Dataset):
    table = pq.read_table(dataset_folder / "BBBUSDT_12h.parquet").to_pydict()
    mine = np.flatnonzero(dataset.rows.coin == 2)
    for row in mine[[0, 7, len(mine) - 1]]:
        place = int(dataset.rows.position[row])
        assert dataset.rows.issued_at[row] == table["open_time"][place] + BAR_MS["12h"]
        assert dataset.rows.features[row, 7] == np.float32(table["f_rsi"][place])
        known = table["y_5"][place]
        assert np.isnan(dataset.rows.y[row, 1]) if known is None else dataset.rows.y[row, 1] == known
        assert dataset.rows.label[row] == (-1 if known is None else table["label"][place])
        assert dataset.rows.baselines.har_quantiles[row, 1, 4] == table["har_q_5_4"][place]


def test_a_sequence_ends_with_the_rows_bar_and_is_of_its_coin(dataset_folder: Path, dataset: Dataset):
    table = pq.read_table(dataset_folder / "AAAUSDT_12h.parquet").to_pydict()
    rows = dataset.rows.take(np.array([5, 900, 20, 901]))
    sequences = rows.sequences()
    assert sequences.shape == (4, SEQUENCE, 5) and sequences.dtype == np.float32
    for sequence, place, coin in zip(sequences, rows.position, rows.coin):
        if coin == 1:
            expected = [[table[f"b_{c}"][t] for c in range(5)] for t in range(place - SEQUENCE + 1, place + 1)]
            assert np.array_equal(sequence, np.array(expected, dtype=np.float32))
    assert np.array_equal(rows.sequences(np.array([2])), sequences[2:3])


def test_the_hash_is_of_the_values(tmp_path: Path, dataset: Dataset):
    for folder, seed in (("same", 1), ("other", 3)):
        (tmp_path / folder).mkdir()
        write_series(tmp_path / folder, "AAAUSDT", "12h", seed=seed)
        write_series(tmp_path / folder, "BBBUSDT", "12h", seed=2, start="2020-02-01")
    assert load(tmp_path / "same", "12h").data_hash == dataset.data_hash
    assert load(tmp_path / "other", "12h").data_hash != dataset.data_hash


def test_a_file_that_is_something_else_is_refused(tmp_path: Path):
    path = write_series(tmp_path, "AAAUSDT", "12h", seed=1, start="2023-01-01")
    path.rename(tmp_path / "CCCUSDT_12h.parquet")
    with pytest.raises(DatasetError, match="symbol"):
        load(tmp_path, "12h")
    with pytest.raises(DatasetError, match="forecast:export"):
        load(tmp_path, "1d")
