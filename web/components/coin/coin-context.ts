import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { CoinApi } from "../../api/coin-api.ts";

export const CoinApiContext = createContext<CoinApi | null>(null);

/** The coin page's side of the server. @throws outside of the page. */
export function useCoinApi(): CoinApi {
  const api = useContext(CoinApiContext);
  if (api === null) throw new Error("no coin page above this component");
  return api;
}
