import { useCallback, useState } from "preact/hooks";
import { AnalysisSlot } from "../components/analysis-slot.tsx";
import { ChartPanel } from "../components/chart-panel.tsx";
import { useDesk } from "../components/desk-context.ts";
import { Foot } from "../components/foot.tsx";
import { HelpDialog } from "../components/help-dialog.tsx";
import { LazyPage } from "../components/lazy-page.tsx";
import { MarketList } from "../components/market-list.tsx";
import { Notice } from "../components/notice.tsx";
import { ReplayBanner } from "../components/source-pill.tsx";
import { SymbolHeader } from "../components/symbol-header.tsx";
import { TabBar } from "../components/tab-bar.tsx";
import { TopBar } from "../components/top-bar.tsx";
import { TradeTape } from "../components/trade-tape.tsx";
import { useShortcuts } from "../components/use-shortcuts.ts";
import { useTitle } from "../components/use-title.ts";
import { LostView, UnknownSymbolView } from "./lost-view.tsx";

/** Pages that most visits do without are fetched when they are opened. */
const loadCoinPage = () => import("./coin-page.tsx").then(({ CoinPage }) => CoinPage);
const loadOperationsPage = () => import("./operations-page.tsx").then(({ OperationsPage }) => OperationsPage);
const loadPairsPage = () => import("./pairs-page.tsx").then(({ PairsPage }) => PairsPage);
const loadForecastsPage = () => import("./forecasts-page.tsx").then(({ ForecastsPage }) => ForecastsPage);
const loadBacktestPage = () => import("./backtest-page.tsx").then(({ BacktestPage }) => BacktestPage);

/** The whole desk: markets, the open symbol, its analysis, its trades. */
export function DeskPage() {
  const desk = useDesk();
  const [help, setHelp] = useState(false);
  const openHelp = useCallback(() => setHelp(true), []);
  const closeHelp = useCallback(() => setHelp(false), []);
  useShortcuts(desk, openHelp);
  useTitle(desk);
  const { page } = desk.route.value;
  const alone = page === "operations" || page === "backtest" || page === "pairs" || page === "forecasts";
  const apart = alone || page === "coin";
  return (
    <div class="desk" data-tab={desk.tab.value} data-page={page}>
      <a class="skip" href="#main">
        {apart ? "Skip to the content" : "Skip to the chart"}
      </a>
      <TopBar onHelp={openHelp} />
      <ReplayBanner />
      {!alone && <MarketList />}
      <Main />
      <Foot />
      {!apart && <TabBar />}
      <HelpDialog open={help} onClose={closeHelp} />
    </div>
  );
}

function Main() {
  const desk = useDesk();
  const market = desk.market.value;
  const bars = desk.bars.value;
  const route = desk.route.value;
  if (route.page === "lost") return <LostView />;
  if (route.page === "coin") return <LazyPage key={route.coin} load={loadCoinPage} coin={route.coin} />;
  if (route.page === "operations") return <LazyPage key="operations" load={loadOperationsPage} />;
  if (route.page === "pairs") return <LazyPage key="pairs" load={loadPairsPage} />;
  if (route.page === "forecasts") return <LazyPage key="forecasts" load={loadForecastsPage} />;
  if (route.page === "backtest") return <LazyPage key="backtest" load={loadBacktestPage} />;
  if (market !== null && bars !== null) {
    return (
      <>
        <main class="main" id="main" tabIndex={-1}>
          <SymbolHeader market={market} />
          <ChartPanel market={market} feed={bars} />
        </main>
        <AnalysisSlot market={market} />
        <TradeTape market={market} />
      </>
    );
  }
  if (desk.board.phase.value === "ready") return <UnknownSymbolView />;
  return <MainSkeleton failed={desk.board.phase.value === "failed"} />;
}

function MainSkeleton({ failed }: { readonly failed: boolean }) {
  return (
    <>
      <main class="main" id="main" tabIndex={-1} aria-busy={!failed}>
        <div class="symbol-head">
          {!failed && <span class="bone big" />}
          {!failed && <span class="bone" style={{ width: "40%" }} />}
        </div>
        <section class="chart panel">
          {failed ? (
            <Notice title="Wick is not reachable">
              The page keeps trying and fills in as soon as the server answers.
            </Notice>
          ) : (
            <div class="chart-skeleton" />
          )}
        </section>
      </main>
      <section class="analysis panel" aria-hidden="true" />
      <section class="tape panel" aria-hidden="true" />
    </>
  );
}
