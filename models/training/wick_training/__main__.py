"""python -m wick_training: see models/training/README.md. `npm run train` calls it after it has exported the dataset."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .words import LEARNED_MODELS, TIMEFRAMES

HERE = Path(__file__).parent.parent


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m wick_training", description="Trains Wick's models, offline.")
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="folds, ensemble weights, the last fold if it is frozen, refit, export, cards")
    run.add_argument("--dataset", type=Path, required=True, help="folder that forecast:export wrote")
    run.add_argument("--work", type=Path, default=Path(".train"), help="where fits stay, so that a killed run goes on")
    run.add_argument("--models", type=Path, default=Path("models"), help="where files, manifest and cards go")
    run.add_argument("--ledger", type=Path, default=HERE, help="folder of frozen.json and last-fold.json")
    run.add_argument("--timeframes", default=",".join(TIMEFRAMES))
    run.add_argument("--fit", default=",".join(LEARNED_MODELS), help="of which models folds are walked (with --folds-only)")
    run.add_argument("--folds-only", action="store_true", help="walk the folds before the last, and stop")
    run.add_argument("--lanes", type=int, default=2, help="fits at a time, a processor core each")
    run.add_argument("--freeze", action="store_true", help="write frozen.json from those folds, and stop")
    run.add_argument("--rescore", metavar="REASON", help="score the last fold though another recipe has; kept with the figures")
    run.add_argument("--quick", action="store_true", help="two folds and tiny fits, to see that everything works")
    return top


def main(arguments: list[str]) -> int:
    begun = time.monotonic()
    options = parser().parse_args(arguments)
    # After the arguments are read: the libraries take seconds to load.
    from .data import DatasetError
    from .last_fold import FreezeError
    from .run import run
    from .scorecard import LeakAlarm

    try:
        run(options)
    except (DatasetError, FreezeError, LeakAlarm) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
