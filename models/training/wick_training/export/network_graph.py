"""A network as an ONNX file, by the exporter that comes with the pinned torch."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

from ..recipe import ExportMetadata
from ..words import CHANNELS, SEQUENCE
from .metadata import OPSET, with_metadata

INPUTS = ("features", "bars", "coin")
OUTPUTS = ("quantiles", "variance")
TRACED_ROWS = 2
"""Any number but one, which some operators treat apart; the rows of the file are free."""


def export_network(served: nn.Module, features: int, path: Path, metadata: ExportMetadata) -> None:
    """Writes `served` (features [N, F], bars [N, 64, 5], coin [N]) with as many rows a run as are asked for."""
    example = (
        torch.zeros(TRACED_ROWS, features),
        torch.zeros(TRACED_ROWS, SEQUENCE, CHANNELS),
        torch.zeros(TRACED_ROWS, dtype=torch.int64),
    )
    written = io.BytesIO()
    with warnings.catch_warnings(), torch.no_grad():
        # The other exporter needs a package of its own; this one warns that it is older, and of LSTMs whose batch
        # would be fixed: ours is read from the input's shape (a test runs other sizes).
        warnings.simplefilter("ignore")
        torch.onnx.export(
            served.eval(),
            example,
            written,
            dynamo=False,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "N"} for name in (*INPUTS, *OUTPUTS)},
        )
    model = onnx.load_from_string(written.getvalue())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(with_metadata(model, metadata, INPUTS).SerializeToString(deterministic=True))
