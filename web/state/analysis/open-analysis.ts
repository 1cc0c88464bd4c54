import type { Client } from "../../api/client.ts";
import { createAnalysisApi } from "../../api/http-analysis-api.ts";
import { openPageSight } from "../page-sight.ts";
import { type AnalysisPorts, type AnalysisRoom, openAnalysisRoom } from "./analysis-room.ts";

/** The analysis of the open symbol, asked of this server while the page is looked at. */
export function openAnalysisOf(client: Client, ports: Omit<AnalysisPorts, "api" | "visible">): AnalysisRoom {
  return openAnalysisRoom({ ...ports, api: createAnalysisApi(client), visible: openPageSight(document) });
}
