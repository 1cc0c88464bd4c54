import type { Client } from "../../api/client.ts";
import { createForecastsApi } from "../../api/forecasts-api.ts";
import { createAnalysisApi } from "../../api/http-analysis-api.ts";
import { openPageSight } from "../page-sight.ts";
import { type AnalysisRoom, type AnalysisWishes, openAnalysisRoom } from "./analysis-room.ts";

/** The analysis of the open symbol, asked of this server while the page is looked at. */
export function openAnalysisOf(client: Client, ports: AnalysisWishes): AnalysisRoom {
  return openAnalysisRoom({
    ...ports,
    api: createAnalysisApi(client),
    forecastsApi: createForecastsApi(client),
    visible: openPageSight(document),
  });
}
