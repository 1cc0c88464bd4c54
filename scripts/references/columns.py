"""Reads klines, and writes what a reference computes of them, for the tests that compare.

A reference is run as `NAME.py KLINES OUT`: KLINES is a gzip CSV as in the recorded data, or bars as
JSON, each [time, open, high, low, close, volume]. It prints {"rows", "cases"}; each case tells an indicator's id, its parameters and its columns in
the order in which they stand in OUT, each as `rows` doubles, little endian. NaN is no value. A column's `scale`
tells what an error is measured by besides the value: price, percent, volume or ratio.
"""

import gzip
import json
import sys

import numpy as np


class Bars:
    def __init__(self, rows):
        table = np.asarray(rows, dtype=np.float64)
        names = ("time", "open", "high", "low", "close", "volume")
        for name, column in zip(names, table.T[:6]):
            setattr(self, name, np.ascontiguousarray(column))


def read(path):
    if path.endswith(".json"):
        with open(path) as text:
            return Bars(json.load(text))
    with gzip.open(path, "rt") as lines:
        next(lines)
        return Bars([[float(field) for field in line.split(",")[:6]] for line in lines])


def case(id, parameters, scale, **columns):
    return {"id": id, "parameters": parameters, "scale": scale, "columns": columns}


def main(compute):
    bars = read(sys.argv[1])
    cases = list(compute(bars))
    with open(sys.argv[2], "wb") as out:
        for one in cases:
            for column in one["columns"].values():
                out.write(np.asarray(column, dtype="<f8").tobytes())
    told = [{**one, "columns": list(one["columns"])} for one in cases]
    print(json.dumps({"rows": len(bars.close), "cases": told}))
