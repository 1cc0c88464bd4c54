import { TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";

export type Command =
  | { readonly do: "step"; readonly by: 1 | -1 }
  | { readonly do: "timeframe"; readonly timeframe: Timeframe }
  | { readonly do: "filter" | "indicators" | "fan" | "theme" | "zone" | "help" };

/** A key as the page sees it. */
export interface KeyPress {
  readonly key: string;
  readonly modified: boolean;
  /** Focus is where letters are text. */
  readonly typing: boolean;
  /** Focus is in something that scrolls or chooses by the arrow keys. */
  readonly arrowsTaken: boolean;
}

/** The shortcuts as the help dialog lists them. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly what: string }[] = [
  { keys: ["↑", "↓", "j", "k"], what: "Previous or next market" },
  { keys: ["1 – 8"], what: `Timeframe: ${TIMEFRAMES.join(" ")}` },
  { keys: ["/"], what: "Filter markets" },
  { keys: ["i"], what: "Indicators on the chart" },
  { keys: ["f"], what: "Forecast on the chart, or off it" },
  { keys: ["t"], what: "Dark or light theme" },
  { keys: ["u"], what: "Times in your zone or in UTC" },
  { keys: ["?"], what: "This help" },
];

/** The command that a key stands for, or null. */
export function commandOf(press: KeyPress): Command | null {
  if (press.modified || press.typing) return null;
  switch (press.key) {
    case "j":
      return { do: "step", by: 1 };
    case "k":
      return { do: "step", by: -1 };
    case "ArrowDown":
      return press.arrowsTaken ? null : { do: "step", by: 1 };
    case "ArrowUp":
      return press.arrowsTaken ? null : { do: "step", by: -1 };
    case "/":
      return { do: "filter" };
    case "i":
      return { do: "indicators" };
    case "f":
      return { do: "fan" };
    case "t":
      return { do: "theme" };
    case "u":
      return { do: "zone" };
    case "?":
      return { do: "help" };
    default: {
      const timeframe = /^[1-8]$/.test(press.key) ? TIMEFRAMES[Number(press.key) - 1] : undefined;
      return timeframe === undefined ? null : { do: "timeframe", timeframe };
    }
  }
}
