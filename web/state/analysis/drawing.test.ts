import { describe, expect, it } from "vitest";
import type { CatalogIndicator } from "../../api/analysis-api.ts";
import { drawingOf } from "./drawing.ts";

const entry = (id: string, outputs: readonly string[]): CatalogIndicator => ({
  ...{ id, title: id, formula: "", parameters: [], warmUp: 1, pane: "own", source: "own" },
  outputs: outputs.map((name) => ({ name, title: `${name}, explained`, unit: "price" as const })),
});

describe("how an indicator is drawn", () => {
  it("[PAGE-32] is one line an output, named in the legend where there are several", () => {
    expect(drawingOf(entry("ema", ["value"]), {}).lines).toEqual([
      { output: "value", title: "", style: "line", shift: 0, sign: null },
    ]);
    expect(
      drawingOf(entry("bollinger", ["upper", "middle", "lower"]), {}).lines.map(({ title }) => title),
    ).toEqual(["upper", "middle", "lower"]);
  });

  it("[PAGE-32] has the histogram of MACD as columns behind its lines, coloured by sign", () => {
    const { lines } = drawingOf(entry("macd", ["macd", "signal", "histogram"]), {});
    expect(lines.map(({ output, style, sign }) => [output, style, sign])).toEqual([
      ["histogram", "columns", "histogram"],
      ["macd", "line", null],
      ["signal", "line", null],
    ]);
  });

  it("[PAGE-32] moves the clouds of Ichimoku ahead and its lagging span back, by its base", () => {
    const { lines } = drawingOf(entry("ichimoku", ["conversion", "base", "spanA", "spanB", "lagging"]), {
      base: 26,
    });
    expect(lines.map(({ shift }) => shift)).toEqual([0, 0, 26, 26, -26]);
  });

  it("[PAGE-32] colours Supertrend by its direction, which is no line", () => {
    const { lines } = drawingOf(entry("supertrend", ["line", "direction"]), {});
    expect(lines).toEqual([{ output: "line", title: "", style: "line", shift: 0, sign: "direction" }]);
  });

  it("knows the levels that readers look for", () => {
    expect(drawingOf(entry("rsi", ["value"]), {}).guides).toEqual([30, 70]);
    expect(drawingOf(entry("sma", ["value"]), {}).guides).toEqual([]);
  });
});
