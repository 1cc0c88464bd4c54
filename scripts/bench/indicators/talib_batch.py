"""TA-Lib's C over whole columns, timed on request.

Usage: talib_batch.py COLUMNS; each line on the standard input, `ID BARS MS`, is answered by the nanoseconds a bar of
the fastest pass over the first BARS bars within MS milliseconds, or by `none`. COLUMNS holds six rows of doubles: open
time, open, high, low, close, volume.
"""

import sys
import time

import numpy as np
import talib

_, _, HIGH, LOW, CLOSE, VOLUME = np.fromfile(sys.argv[1]).reshape(6, -1)


def adx(high, low, close, volume):
    talib.ADX(high, low, close, 14)
    talib.PLUS_DI(high, low, close, 14)
    talib.MINUS_DI(high, low, close, 14)


def donchian(high, low, close, volume):
    talib.MAX(high, 20)
    talib.MIN(low, 20)
    talib.MIDPRICE(high, low, 20)


def ichimoku(high, low, close, volume):
    for period in (9, 26, 52):
        talib.MIDPRICE(high, low, period)


WORK = {
    "sma": lambda h, l, c, v: talib.SMA(c, 20),
    "ema": lambda h, l, c, v: talib.EMA(c, 21),
    "rsi": lambda h, l, c, v: talib.RSI(c, 14),
    "macd": lambda h, l, c, v: talib.MACD(c, 12, 26, 9),
    "atr": lambda h, l, c, v: talib.ATR(h, l, c, 14),
    "bollinger": lambda h, l, c, v: talib.BBANDS(c, 20, 2, 2, 0),
    "stochastic": lambda h, l, c, v: talib.STOCH(h, l, c, 14, 3, 0, 3, 0),
    "stoch-rsi": lambda h, l, c, v: talib.STOCHRSI(c, 14, 14, 3, 0),
    "obv": lambda h, l, c, v: talib.OBV(c, v),
    "obv-slope": lambda h, l, c, v: talib.LINEARREG_SLOPE(talib.OBV(c, v), 10),
    "adx": adx,
    "cci": lambda h, l, c, v: talib.CCI(h, l, c, 20),
    "mfi": lambda h, l, c, v: talib.MFI(h, l, c, v, 14),
    "williams-r": lambda h, l, c, v: talib.WILLR(h, l, c, 14),
    "roc": lambda h, l, c, v: talib.ROC(c, 14),
    "psar": lambda h, l, c, v: talib.SAR(h, l, 0.02, 0.2),
    "donchian": donchian,
    "ichimoku": ichimoku,
}

for line in sys.stdin:
    name, bars, limit_ms = line.split()
    work = WORK.get(name)
    if work is None:
        print("none", flush=True)
        continue
    columns = [column[: int(bars)] for column in (HIGH, LOW, CLOSE, VOLUME)]
    least = float("inf")
    end = time.perf_counter() + int(limit_ms) / 1_000
    while least == float("inf") or time.perf_counter() < end:
        start = time.perf_counter()
        work(*columns)
        least = min(least, time.perf_counter() - start)
    print(least * 1e9 / int(bars), flush=True)
