import { FORECASTS_PATH } from "../state/forecasts/forecasts-path.ts";
import { PAIRS_PATH } from "../state/pairs-choice.ts";
import { BACKTEST_PATH, OPERATIONS_PATH } from "../state/route.ts";
import { Clock } from "./clock.tsx";
import { useDesk } from "./desk-context.ts";
import { FanIcon, GaugeIcon, KeyboardIcon, Mark, MoonIcon, PairIcon, RewindIcon, SunIcon } from "./icons.tsx";
import { PageLink } from "./page-link.tsx";
import { SourcePill } from "./source-pill.tsx";

interface TopBarProps {
  readonly onHelp: () => void;
}

export function TopBar({ onHelp }: TopBarProps) {
  const { preferences, board, open, route } = useDesk();
  const next = preferences.theme.value === "dark" ? "light" : "dark";
  return (
    <header class="top">
      <a
        class="brand"
        href="/"
        aria-label="Wick, home"
        onClick={(event) => {
          const first = board.markets.value[0];
          if (first === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          open(first.symbol);
        }}
      >
        <Mark />
        <span>Wick</span>
      </a>
      <SourcePill />
      <div class="top-tools">
        <PageLink
          to={FORECASTS_PATH}
          class="icon-button"
          current={route.value.page === "forecasts"}
          label="Forecasts"
        >
          <FanIcon />
        </PageLink>
        <PageLink to={PAIRS_PATH} class="icon-button" current={route.value.page === "pairs"} label="Pairs">
          <PairIcon />
        </PageLink>
        <PageLink
          to={BACKTEST_PATH}
          class="icon-button"
          current={route.value.page === "backtest"}
          label="Backtest"
        >
          <RewindIcon />
        </PageLink>
        <PageLink
          to={OPERATIONS_PATH}
          class="icon-button"
          current={route.value.page === "operations"}
          label="Operations"
        >
          <GaugeIcon />
        </PageLink>
        <Clock />
        <button
          type="button"
          class="icon-button"
          onClick={() => preferences.toggleTheme()}
          title={`Theme: ${next} (t)`}
          aria-label={`Change to the ${next} theme`}
        >
          {next === "light" ? <SunIcon /> : <MoonIcon />}
        </button>
        <button
          type="button"
          class="icon-button keys-button"
          onClick={onHelp}
          title="Keyboard shortcuts (?)"
          aria-label="Keyboard shortcuts"
        >
          <KeyboardIcon />
        </button>
      </div>
    </header>
  );
}
