"""Simulated markets as the kline files that everything else reads."""

from __future__ import annotations

import gzip
from pathlib import Path

from ..folds import epoch_ms
from ..words import BAR_MS
from .process import Market

HEADER = "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote"
START = epoch_ms("2020-01-01")
TIMEFRAME = "1h"


def write_klines(folder: Path, symbol: str, market: Market) -> Path:
    """SYMBOL_1h.csv.gz; what a simulation does not know is left empty."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{symbol}_{TIMEFRAME}.csv.gz"
    step = BAR_MS[TIMEFRAME]
    columns = zip(market.open, market.high, market.low, market.close, market.volume, strict=True)
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write(f"{HEADER}\n")
        for bar, values in enumerate(columns):
            opened = START + bar * step
            prices = ",".join(f"{value:.8f}" for value in values)
            file.write(f"{opened},{prices},{opened + step - 1},,,,\n")
    return path
