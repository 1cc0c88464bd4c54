"""Reads what `npm run forecast:export` wrote: one Parquet file a symbol and timeframe."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .rows import Baselines, Rows, SeriesBars
from .words import BAR_MS, CHANNELS, HORIZONS, LEVELS, SEQUENCE, WINDOW


class DatasetError(Exception):
    """The dataset is not there, or not what training was written for."""


@dataclass(frozen=True)
class Dataset:
    """All rows of one timeframe that a model can be asked about: whole windows only."""

    rows: Rows
    coins: tuple[str, ...]
    """Symbols by number, from 1; the same for every timeframe of a folder"""
    input_version: int
    data_hash: str
    """SHA-256 over the values read, not over the bytes of files: another writer's Parquet of the same rows is the same"""


def coins_of(folder: Path) -> tuple[str, ...]:
    """The symbols of a folder, sorted: number 1 is the first."""
    return tuple(sorted({path.stem.rsplit("_", 1)[0] for path in folder.glob("*_*.parquet")}))


def load(folder: Path, timeframe: str, symbols: tuple[str, ...] | None = None) -> Dataset:
    """Reads a timeframe of a folder, of all symbols or of those named.

    Rows whose window has fewer than 512 bars are left out, but their bars stay: they are the past of later sequences.
    """
    coins = coins_of(folder) if symbols is None else tuple(sorted(symbols))
    digest = hashlib.sha256(timeframe.encode())
    parts: list[Rows] = []
    known: dict[str, str] | None = None
    for symbol in coins:
        path = folder / f"{symbol}_{timeframe}.parquet"
        if not path.exists():
            continue
        table = pq.read_table(path)
        metadata = _metadata(table, path, symbol, timeframe)
        shared = {key: metadata[key] for key in ("inputVersion", "features")}
        if known is not None and shared != known:
            raise DatasetError(f"{path} has other inputs than the files before it")
        known = shared
        part = _rows(table, symbol, timeframe, coins.index(symbol) + 1, len(parts), digest)
        parts.append(part)
    if known is None:
        raise DatasetError(f"{folder} has nothing of {timeframe}: npm run forecast:export makes it")
    return Dataset(_joined(parts), coins, int(known["inputVersion"]), digest.hexdigest())


def _metadata(table: pa.Table, path: Path, symbol: str, timeframe: str) -> dict[str, str]:
    prefix = "wick."
    metadata = {
        key.decode().removeprefix(prefix): value.decode()
        for key, value in (table.schema.metadata or {}).items()
        if key.decode().startswith(prefix)
    }
    expected = {"symbol": symbol, "timeframe": timeframe, "window": str(WINDOW), "sequence": str(SEQUENCE)}
    for key, value in expected.items():
        if metadata.get(key) != value:
            raise DatasetError(f"{path}: {key} is {metadata.get(key)!r}, not {value!r}")
    columns = ",".join(name[2:] for name in table.column_names if name.startswith("f_"))
    if "inputVersion" not in metadata or metadata.get("features") != columns:
        raise DatasetError(f"{path} does not tell its inputs' version, or other features than it has")
    return metadata


def _rows(table: pa.Table, symbol: str, timeframe: str, coin: int, series: int, digest) -> Rows:
    horizons = HORIZONS[timeframe]
    levels = range(len(LEVELS))

    def column(name: str, dtype: type) -> np.ndarray:
        values = table.column(name).to_numpy(zero_copy_only=False)
        return np.ascontiguousarray(values, dtype=dtype)

    def columns(names: list[str], dtype: type) -> np.ndarray:
        return np.stack([column(name, dtype) for name in names], axis=1)

    names = tuple(name[2:] for name in table.column_names if name.startswith("f_"))
    open_time = column("open_time", np.int64)
    if np.any(np.diff(open_time) <= 0):
        raise DatasetError(f"{symbol} {timeframe}: times do not grow")
    bars = columns([f"b_{i}" for i in range(CHANNELS)], np.float32)
    position = np.flatnonzero(column("bars", np.int64) >= WINDOW)
    label = table.column("label").fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int8)
    whole = {
        "features": columns([f"f_{name}" for name in names], np.float32),
        "issued_at": open_time + BAR_MS[timeframe],
        "y": columns([f"y_{h}" for h in horizons], np.float64),
        "v": columns([f"v_{h}" for h in horizons], np.float64),
        "label": label,
        "sigma24": column("sigma24", np.float64),
    }
    baselines = Baselines(
        naive_quantiles=np.stack([columns([f"naive_q_{h}_{i}" for i in levels], np.float64) for h in horizons], axis=1),
        naive_probabilities=columns([f"naive_p_{i}" for i in range(3)], np.float64),
        har_quantiles=np.stack([columns([f"har_q_{h}_{i}" for i in levels], np.float64) for h in horizons], axis=1),
        har_variance=columns([f"har_v_{h}" for h in horizons], np.float64),
    )
    digest.update(f"{symbol} {','.join(names)}".encode())
    for values in (*whole.values(), bars):
        digest.update(values.tobytes())
    kept = {name: values[position] for name, values in whole.items()}
    if not np.all(np.isfinite(kept["features"])):
        raise DatasetError(f"{symbol} {timeframe}: a feature is not finite")
    return Rows(
        timeframe=timeframe,
        horizons=horizons,
        feature_names=names,
        coin=np.full(len(position), coin, dtype=np.int64),
        baselines=baselines.take(position),
        series=(SeriesBars(symbol, bars),),
        series_index=np.full(len(position), series, dtype=np.int64),
        position=position.astype(np.int64),
        **kept,
    )


def _joined(parts: list[Rows]) -> Rows:
    """All coins in the order of time."""
    first = parts[0]

    def all_of(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    arrays = ("features", "coin", "issued_at", "y", "v", "label", "sigma24", "series_index", "position")
    baselines = Baselines(
        *(
            np.concatenate([getattr(part.baselines, name) for part in parts])
            for name in ("naive_quantiles", "naive_probabilities", "har_quantiles", "har_variance")
        )
    )
    joined = Rows(
        timeframe=first.timeframe,
        horizons=first.horizons,
        feature_names=first.feature_names,
        baselines=baselines,
        series=tuple(part.series[0] for part in parts),
        **{name: all_of(name) for name in arrays},
    )
    return joined.take(np.lexsort((joined.coin, joined.issued_at)))
