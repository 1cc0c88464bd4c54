import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../state/desk.ts";

export const DeskContext = createContext<Desk | null>(null);

/** The desk that the page was started with. @throws outside of it. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("no desk above this component");
  return desk;
}
