"""What the step of rolling conformal and the index of drift rest on: docs/adr/0026 and [FC-86]. Rows before 2024-03 alone.

  conformal_and_drift.py conformal DATASET_DIR   price and gain of steps, by timeframe and horizon
  conformal_and_drift.py drift DATASET_DIR       how often each index would have halved or withdrawn models

DATASET_DIR is what `npm run forecast:export` wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAY = 86_400_000
LEVELS = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
BEGIN, END = 1_583_020_800_000, 1_709_251_200_000  # 2020-03-01, 2024-03-01
HALF_YEARS = [1_630_454_400_000, 1_646_092_800_000, 1_661_990_400_000, 1_677_628_800_000, 1_693_526_400_000, END]
WINDOW = 512
STEPS = np.array([0, 0.0002, 0.0004, 0.001, 0.002, 0.005, 0.01, 0.02])
MOST = np.log(3)


def tables(folder: Path, timeframe: str) -> dict[str, pa.Table]:
    return {path.name.split("_")[0]: pq.read_table(path) for path in sorted(folder.glob(f"*_{timeframe}.parquet"))}


def forecasts(table: pa.Table, horizon: int, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, returns and quantiles: `har`'s, or fixed quantiles of 24-bar volatility from before BEGIN."""
    time, y = table["open_time"].to_numpy(), table[f"y_{horizon}"].to_numpy().astype(float)
    whole = table["bars"].to_numpy() >= WINDOW
    if kind == "har":
        q = np.stack([table[f"har_q_{horizon}_{i}"].to_numpy().astype(float) for i in range(5)], axis=1)
    else:
        unit = np.exp(0.5 * table["f_lnVariance24"].to_numpy().astype(float)) * np.sqrt(horizon)
        before = whole & (time < BEGIN)
        scores = np.nanquantile((y / unit)[before], LEVELS) if before.sum() > 500 else np.array([-2.2, -1.15, 0, 1.15, 2.2])
        q = unit[:, None] * scores
    known = whole & (time >= BEGIN) & (time < END) & np.isfinite(y) & np.isfinite(q).all(axis=1)
    return time[known], y[known], q[known]


def widen(y: np.ndarray, q: np.ndarray, horizon: int) -> np.ndarray:
    """Quantiles as served with each step: [step, row, 5]. A row is scored `horizon` rows later."""
    median = q[:, 2]
    side = np.where(y[:, None] < median[:, None], median[:, None] - q[:, [1, 0]], q[:, [3, 4]] - median[:, None])
    needed = np.abs(y - median)[:, None] / side
    ln = np.zeros((len(STEPS), 2))
    factors = np.ones((len(y), len(STEPS), 2))
    for row in range(len(y)):
        scored = row - horizon + 1
        if scored > 100:
            factors[row] = np.exp(ln)
        if scored >= 0:
            ln = np.clip(ln + STEPS[:, None] * ((needed[scored] > np.exp(ln)) - [0.2, 0.05]), -MOST, MOST)
    f80, f95 = factors[:, :, 0].T[..., None], factors[:, :, 1].T[..., None]
    served = median[:, None] + np.concatenate([f95, f80, f80, f80, f95], axis=2) * (q - median[:, None])
    served[..., 0], served[..., 4] = np.minimum(served[..., 0], served[..., 1]), np.maximum(served[..., 4], served[..., 3])
    return served


def conformal(folder: Path) -> None:
    for timeframe, horizons in (("1h", (1, 5, 24)), ("12h", (1, 5)), ("1d", (1, 5))):
        coins = tables(folder, timeframe)
        for horizon in horizons:
            for kind in ("har", "fixed"):
                losses, gaps, halves = [], [], []
                for table in coins.values():
                    time, y, q = forecasts(table, horizon, kind)
                    served = widen(y, q, horizon)
                    over = y[:, None] - served[..., [1, 3]]
                    losses.append(np.maximum(LEVELS[[1, 3]] * over, (LEVELS[[1, 3]] - 1) * over).mean(axis=(1, 2)))
                    held = (y >= served[..., 1]) & (y <= served[..., 3])
                    gaps.append(np.abs(held.mean(axis=1) - 0.8))
                    half = (time - BEGIN) // (182 * DAY)
                    parts = [np.abs(held[:, half == h].mean(axis=1) - 0.8) for h in np.unique(half) if (half == h).sum() > 50]
                    halves.append(np.mean(parts, axis=0))
                price = 100 * (np.array(losses) / np.array(losses)[:, :1] - 1).mean(axis=0)
                print(f"{timeframe}, {horizon} bars, {kind}: step, price in pinball of 80 % (%), worst coin and mean half-year off (points)")
                for row in zip(STEPS, price, 100 * np.max(gaps, axis=0), 100 * np.mean(halves, axis=0)):
                    print("  {:<7} {:+.2f}  {:.2f}  {:.2f}".format(*row))


def drift(folder: Path) -> None:
    for timeframe, hours in (("1h", 1), ("12h", 12), ("1d", 24)):
        coins = tables(folder, timeframe)
        names = [name for name in next(iter(coins.values())).column_names if name.startswith("f_")]
        rows = {s: (t["open_time"].to_numpy(), np.stack([t[n].to_numpy() for n in names], axis=1)) for s, t in coins.items()}
        count = max(500, 30 * 24 // hours)
        found = []
        for start, end in zip(HALF_YEARS, HALF_YEARS[1:]):
            past = np.concatenate([x[WINDOW - 1 :][time[WINDOW - 1 :] < start] for time, x in rows.values()])
            edges = np.quantile(past, np.arange(1, 10) / 10, axis=0)
            for now in np.arange(start + 30 * DAY, end + 1, 5 * DAY):
                found += [stability(x[time < now][-count:], edges) for time, x in rows.values() if (time < now).sum() >= count + WINDOW]
        psi = np.array(found)
        print(f"{timeframe}: {len(psi)} windows of {count} bars; share that would have halved, withdrawn")
        for name, index in (("largest", psi.max(axis=1)), ("median", np.median(psi, axis=1)), ("lower quartile", np.quantile(psi, 0.25, axis=1))):
            print(f"  {name:15} {(index > 0.25).mean():6.1%} {(index > 0.5).mean():6.1%}")


def stability(rows: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Population stability index of each feature."""
    bins = (rows[None] > edges[:, None, :]).sum(axis=0)
    shares = (np.stack([(bins == b).sum(axis=0) for b in range(10)]) + 0.5) / (len(rows) + 5)
    return ((shares - 0.1) * np.log(shares / 0.1)).sum(axis=0)


if __name__ == "__main__":
    {"conformal": conformal, "drift": drift}[sys.argv[1]](Path(sys.argv[2]))
