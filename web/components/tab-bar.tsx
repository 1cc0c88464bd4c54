import type { Tab } from "../state/desk.ts";
import { useDesk } from "./desk-context.ts";
import { CandleIcon, ListIcon, ScaleIcon, TapeIcon } from "./icons.tsx";

const TABS = [
  { tab: "market", label: "Market", Icon: ListIcon },
  { tab: "chart", label: "Chart", Icon: CandleIcon },
  { tab: "analysis", label: "Analysis", Icon: ScaleIcon },
  { tab: "trades", label: "Trades", Icon: TapeIcon },
] as const satisfies readonly { tab: Tab; label: string; Icon: unknown }[];

/** On a narrow screen one of the four is in view; on a wide one all are, and this bar is hidden. */
export function TabBar() {
  const desk = useDesk();
  return (
    <nav class="tabs" aria-label="Views">
      {TABS.map(({ tab, label, Icon }) => (
        <button
          key={tab}
          type="button"
          aria-pressed={desk.tab.value === tab}
          onClick={() => desk.setTab(tab)}
        >
          <Icon />
          {label}
        </button>
      ))}
    </nav>
  );
}
