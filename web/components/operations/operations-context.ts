import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { OperationsApi } from "../../api/operations-api.ts";
import type { AdminActions } from "../../state/admin-actions.ts";
import type { AdminKey } from "../../state/admin-key.ts";

/** What every panel of the operations page shares. */
export interface Operations {
  readonly api: OperationsApi;
  readonly key: AdminKey;
  readonly actions: AdminActions;
  /** Opens the dialog that asks for the key. */
  readonly askForKey: () => void;
}

export const OperationsContext = createContext<Operations | null>(null);

/** @throws outside of the operations page. */
export function useOperations(): Operations {
  const operations = useContext(OperationsContext);
  if (operations === null) throw new Error("no operations page above this component");
  return operations;
}
