from __future__ import annotations

from pathlib import Path

import pytest
from frames import write_series

from wick_training.data import Dataset, load


@pytest.fixture(scope="session")
def dataset_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    write_series(folder, "AAAUSDT", "12h", seed=1)
    write_series(folder, "BBBUSDT", "12h", seed=2, start="2020-02-01")
    return folder


@pytest.fixture(scope="session")
def dataset(dataset_folder: Path) -> Dataset:
    return load(dataset_folder, "12h")
