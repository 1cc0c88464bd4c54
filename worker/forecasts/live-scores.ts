import { addRecords, type DeployedModel } from "../../market/forecast/live-record.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readScores } from "../../platform/d1/forecast-record.ts";
import type { LiveWindows } from "./live-view.ts";

const DAYS = 30;

type Scores = Awaited<ReturnType<typeof readScores>>;

/** The live record of a timeframe's forecasts, by coin and of all coins together. */
export class LiveScores {
  readonly #scores: Scores;

  constructor(scores: Scores) {
    this.#scores = scores;
  }

  /**
   * @param symbol null: all coins pooled. @param version the one that serves, which the window since deployment is of:
   * of another's forecasts it tells nothing. Null: the newest that was scored.
   */
  of(symbol: string | null, model: ModelId, version: string | null): LiveWindows {
    const isAsked = (one: { readonly symbol: string }) => symbol === null || one.symbol === symbol;
    const days = this.#scores.days.filter((one) => isAsked(one) && one.sums[model] !== undefined);
    const all = this.#scores.deployed.filter(isAsked).flatMap(({ sums }) => sums[model] ?? []);
    const serving = version ?? newestOf(all)?.version;
    const deployed = all.filter((one) => one.version === serving);
    const first = days.map(({ day }) => day).sort()[0];
    return {
      days30: {
        sums: addRecords(days.map(({ sums }) => sums[model])),
        since: first === undefined ? null : Date.parse(first),
      },
      deployed: {
        sums: addRecords(deployed),
        since: deployed.length === 0 ? null : Math.min(...deployed.map(({ since }) => since)),
      },
    };
  }
}

function newestOf(all: readonly DeployedModel[]): DeployedModel | undefined {
  return all.reduce<DeployedModel | undefined>(
    (last, one) => (last === undefined || one.since > last.since ? one : last),
    undefined,
  );
}

/** @throws where D1 fails. */
export async function liveScores(
  db: D1Database,
  timeframe: Timeframe,
  symbol: string | null,
): Promise<LiveScores> {
  return new LiveScores(await readScores(db, timeframe, symbol, DAYS));
}
