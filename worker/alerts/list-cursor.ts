import { WickError } from "../../contract/errors.ts";

/** A place in a list that is ordered by a time and an id. */
interface Place {
  readonly time: number;
  readonly id: string;
}

/** One more than a page has was read: the cursor stands behind the page's last, null where nothing follows. */
export function cursorAfter<Row>(
  read: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): string | null {
  const last = read[limit - 1];
  if (read.length <= limit || last === undefined) return null;
  const { time, id } = placeOf(last);
  return btoa(`${time} ${id}`).replaceAll("=", "");
}

/** @throws WickError invalid_input */
export function readCursor(cursor: string): Place {
  const [, time, id] = /^(\d{1,16}) ([\x21-\x7e]{1,160})$/.exec(decoded(cursor)) ?? [];
  if (time === undefined || id === undefined) {
    throw new WickError("invalid_input", "The cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "unknown cursor" }],
    });
  }
  return { time: Number(time), id };
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
