"""Series as forecast:export writes them, of made-up numbers: volatility that clusters, returns that nobody can foretell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wick_training.folds import epoch_ms
from wick_training.words import BAR_MS, HORIZONS, LEVELS, SEQUENCE, WINDOW




def write_series(
    folder: Path, symbol: str, timeframe: str, seed: int, start: str = "2019-01-01", end: str = "2024-09-01"
) -> Path:
    random = np.random.default_rng(seed)
    open_time = np.arange(epoch_ms(start), epoch_ms(end), BAR_MS[timeframe], dtype=np.int64)
    count = len(open_time)
    ln_sigma = np.empty(count)
    ln_sigma[0] = -4.0
    for t in range(1, count):
        ln_sigma[t] = -4.0 + 0.97 * (ln_sigma[t - 1] + 4.0) + 0.12 * random.standard_normal()
    sigma = np.exp(ln_sigma)
    returns = sigma * random.standard_t(5, count) / np.sqrt(5 / 3)
    realised = np.maximum(sigma**2 * random.gamma(5, 1 / 5, count), 1e-8)
    close = 100 * np.exp(np.cumsum(returns))
    columns: dict[str, np.ndarray] = {
        "open_time": open_time,
        "close": close,
        "bars": np.minimum(np.arange(count) + 1, WINDOW).astype(np.int32),
    }
    for name, window in (("lnVariance1", 1), ("lnVariance5", 5), ("lnVariance24", 24), ("lnVariance168", 168), ("lnVariance500", 500)):
        columns[f"f_{name}"] = np.log(_trailing(realised, window)).astype(np.float32)
    sigma24 = np.sqrt(_trailing(returns**2, 24)) + 1e-6
    columns["f_lnSigma24"] = np.log(sigma24).astype(np.float32)
    columns["f_logReturn1"] = returns.astype(np.float32)
    columns["f_rsi"] = random.random(count).astype(np.float32)
    bars = np.stack([returns, 1.6 * np.sqrt(realised), returns, np.zeros(count), random.standard_normal(count)], axis=1)
    columns.update({f"b_{i}": bars[:, i].astype(np.float32) for i in range(5)})
    masks: dict[str, np.ndarray] = {}
    for horizon in HORIZONS[timeframe]:
        y, v = np.full(count, np.nan), np.full(count, np.nan)
        y[:-horizon] = np.log(close[horizon:] / close[:-horizon])
        v[:-horizon] = np.convolve(realised, np.ones(horizon), "valid")[1:]
        columns[f"y_{horizon}"], columns[f"v_{horizon}"] = y, v
        masks[f"y_{horizon}"] = masks[f"v_{horizon}"] = np.isnan(y)
    simple = np.expm1(columns["y_5"])
    columns["label"] = np.where(simple > 0.005, 2, np.where(simple < -0.005, 0, 1)).astype(np.int32)
    masks["label"] = masks["y_5"]
    columns["sigma24"] = sigma24
    levels = np.array([-2.4, -1.2, 0.0, 1.2, 2.4])
    for horizon in HORIZONS[timeframe]:
        for i in range(len(LEVELS)):
            columns[f"naive_q_{horizon}_{i}"] = np.full(count, levels[i] * 0.02 * np.sqrt(horizon))
            columns[f"har_q_{horizon}_{i}"] = levels[i] * sigma24 * np.sqrt(horizon)
        columns[f"har_v_{horizon}"] = horizon * _trailing(realised, 24)
    for i, share in enumerate((0.4, 0.2, 0.4)):
        columns[f"naive_p_{i}"] = np.full(count, share)
    names = ",".join(name[2:] for name in columns if name.startswith("f_"))
    metadata = {
        "symbol": symbol, "timeframe": timeframe, "inputVersion": 1, "window": WINDOW, "sequence": SEQUENCE, "features": names,
    }  # fmt: skip
    arrays = {name: pa.array(values, mask=masks.get(name)) for name, values in columns.items()}
    table = pa.table(arrays).replace_schema_metadata({f"wick.{key}": str(value) for key, value in metadata.items()})
    path = folder / f"{symbol}_{timeframe}.parquet"
    pq.write_table(table, path)
    return path


def _trailing(values: np.ndarray, window: int) -> np.ndarray:
    """Mean of the last so many, of all where there are fewer."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    last = np.arange(1, len(values) + 1)
    first = np.maximum(last - window, 0)
    return (total[last] - total[first]) / (last - first)
