import { render } from "preact";
import { createClient } from "./api/client.ts";
import { createHttpApi } from "./api/http-api.ts";
import { DeskContext } from "./components/desk-context.ts";
import { DeskPage } from "./pages/desk-page.tsx";
import { createDesk } from "./state/desk.ts";
import { openStream } from "./state/open-stream.ts";
import { openPreferences } from "./state/preferences.ts";

const { stream, link } = openStream(`${location.origin.replace(/^http/, "ws")}/api/stream/ws?pack=1`);
const client = createClient();
const desk = createDesk({
  api: createHttpApi(client),
  stream,
  link,
  preferences: openPreferences(),
  async openAnalysis(ports) {
    const { openAnalysisOf } = await import("./state/analysis/open-analysis.ts");
    return openAnalysisOf(client, ports);
  },
});
// Fetched beside the first data, not after it. Where that fails, the chart panel says so.
import("./charts/candle-chart.ts").catch(() => {});

const root = document.getElementById("app");
if (root !== null) {
  render(
    <DeskContext.Provider value={desk}>
      <DeskPage />
    </DeskContext.Provider>,
    root,
  );
}
