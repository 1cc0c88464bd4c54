"""A fitted model in one file: named arrays, nothing that runs when it is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np

Arrays = dict[str, np.ndarray]


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Written beside and moved there: a killed run leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part.npz")
    np.savez(beside, **arrays)
    beside.replace(path)


def read_arrays(path: Path) -> Arrays:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def from_bytes(content: bytes) -> np.ndarray:
    return np.frombuffer(content, dtype=np.uint8)


def prefixed(prefix: str, arrays: Arrays) -> Arrays:
    return {f"{prefix}.{name}": one for name, one in arrays.items()}


def under(prefix: str, arrays: Arrays) -> Arrays:
    start = f"{prefix}."
    return {name.removeprefix(start): one for name, one in arrays.items() if name.startswith(start)}


def arrays_of(record: object) -> Arrays:
    """Of a dataclass whose fields are all arrays."""
    return {name: np.asarray(one) for name, one in vars(record).items()}
