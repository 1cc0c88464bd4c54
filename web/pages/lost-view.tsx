import { useDesk } from "../components/desk-context.ts";
import { Notice } from "../components/notice.tsx";

/** An address that is none of ours. */
export function LostView() {
  const desk = useDesk();
  const first = desk.board.markets.value[0]?.symbol;
  return (
    <main class="main lost" id="main" tabIndex={-1}>
      <h1 class="hidden">Page not found</h1>
      <Notice
        title="There is no such page"
        {...(first === undefined ? {} : { action: { label: `Open ${first}`, run: () => desk.open(first) } })}
      >
        Pages look like /s/BTCUSDT?tf=1m. Pick a market from the list.
      </Notice>
    </main>
  );
}

/** A symbol that Wick does not follow. */
export function UnknownSymbolView() {
  const desk = useDesk();
  const first = desk.board.markets.value[0]?.symbol;
  const asked = desk.symbol.value;
  return (
    <main class="main lost" id="main" tabIndex={-1}>
      <h1 class="hidden">Market not found</h1>
      {asked === null ? (
        <Notice title="No markets yet">Add one with PUT /api/admin/symbols/BTCUSDT and the admin key.</Notice>
      ) : (
        <Notice
          title={`Wick does not follow ${asked}`}
          {...(first === undefined
            ? {}
            : { action: { label: `Open ${first}`, run: () => desk.open(first) } })}
        >
          Pick a market from the list, or add this one with PUT /api/admin/symbols/{asked} and the admin key.
        </Notice>
      )}
    </main>
  );
}
