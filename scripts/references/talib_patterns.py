"""TA-Lib's candlestick patterns of kline files, for market/patterns/talib.node.test.ts.

    talib_patterns.py whole FILE...
        a line of JSON a file: {"bars": n, "hits": {FUNCTION: [[index, value], ...]}}, each function called once
        over the whole file.
    talib_patterns.py single FILE INDEX,INDEX,... [FILE INDEX,...]...
        the same of those bars alone, each function asked of one bar at a time, with no more bars before it than its
        lookback: what TA-Lib answers to somebody who begins there. "all" means every bar.
    talib_patterns.py time FILE
        nanoseconds a bar that all functions together take, at best of several rounds: {"ns": n}.

Files are gzip CSV with columns open_time,open,high,low,close,... and a header, or JSON: [[open, high, low, close], ...].
"""

import gzip
import json
import sys
import time

import numpy as np
import talib
from talib import abstract

FUNCTIONS = {
    "CDLDOJI": {},
    "CDLDRAGONFLYDOJI": {},
    "CDLGRAVESTONEDOJI": {},
    "CDLLONGLEGGEDDOJI": {},
    "CDLHAMMER": {},
    "CDLINVERTEDHAMMER": {},
    "CDLHANGINGMAN": {},
    "CDLSHOOTINGSTAR": {},
    "CDLENGULFING": {},
    "CDLHARAMI": {},
    "CDLPIERCING": {},
    "CDLDARKCLOUDCOVER": {"penetration": 0.5},
    "CDLMORNINGSTAR": {"penetration": 0.3},
    "CDLEVENINGSTAR": {"penetration": 0.3},
    "CDL3WHITESOLDIERS": {},
    "CDL3BLACKCROWS": {},
    "CDLMARUBOZU": {},
}


def read(path):
    if path.endswith(".json"):
        with open(path) as file:
            rows = np.array(json.load(file), dtype=float)
    else:
        with gzip.open(path, "rt") as file:
            rows = np.loadtxt(file, delimiter=",", skiprows=1, usecols=(1, 2, 3, 4), ndmin=2)
    return [np.ascontiguousarray(rows[:, i]) for i in range(4)]


def hits(values, first=0):
    return [[int(i) + first, int(values[i])] for i in np.nonzero(values)[0]]


def whole(path):
    ohlc = read(path)
    found = {name: hits(getattr(talib, name)(*ohlc, **options)) for name, options in FUNCTIONS.items()}
    return {"bars": len(ohlc[0]), "hits": found}


def single(path, which):
    ohlc = read(path)
    bars = len(ohlc[0])
    indices = range(bars) if which == "all" else [int(text) for text in which.split(",")]
    found = {}
    for name, options in FUNCTIONS.items():
        function = getattr(talib, name)
        lookback = abstract.Function(name).lookback
        found[name] = []
        for i in indices:
            if i < lookback:
                continue
            window = [column[i - lookback : i + 1] for column in ohlc]
            value = int(function(*window, **options)[-1])
            if value != 0:
                found[name].append([i, value])
    return {"bars": bars, "hits": found}


def timed(path, rounds=7):
    ohlc = read(path)
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for name, options in FUNCTIONS.items():
            getattr(talib, name)(*ohlc, **options)
        best = min(best, time.perf_counter_ns() - start)
    return {"ns": best / len(ohlc[0])}


def main(mode, arguments):
    if mode == "whole":
        for path in arguments:
            print(json.dumps(whole(path), separators=(",", ":")))
    elif mode == "time":
        print(json.dumps(timed(arguments[0])))
    else:
        for path, which in zip(arguments[::2], arguments[1::2]):
            print(json.dumps(single(path, which), separators=(",", ":")))


main(sys.argv[1], sys.argv[2:])
