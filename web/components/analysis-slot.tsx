import { type ComponentType, createElement } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Market } from "../state/market-board.ts";
import type { PartProps } from "./analysis/analysis-side.tsx";
import { useDesk } from "./desk-context.ts";
import { Notice } from "./notice.tsx";

/** Where the analysis stands. Its code comes after the first bars: prices do not wait for opinions. */
export function AnalysisSlot({ market }: { readonly market: Market }) {
  const room = useDesk().analysis.value;
  const [Side, setSide] = useState<ComponentType<PartProps> | null>(null);
  const [failed, setFailed] = useState(false);
  const known = room !== null;
  useEffect(() => {
    if (!known) return;
    import("./analysis/analysis-side.tsx").then(
      ({ AnalysisSide }) => setSide(() => AnalysisSide),
      () => setFailed(true),
    );
  }, [known]);
  const analysis = room === null || room === "failed" ? null : room.current.value;
  return (
    <section class="analysis panel" aria-label="Analysis">
      {room === "failed" || failed ? (
        <Notice title="The analysis did not load" action={{ label: "Reload", run: () => location.reload() }}>
          The network broke, or Wick was updated under the open page. Prices go on without it.
        </Notice>
      ) : Side === null || analysis === null ? (
        <div class="table-skeleton" aria-busy="true" />
      ) : (
        createElement(Side, { analysis, market })
      )}
    </section>
  );
}
