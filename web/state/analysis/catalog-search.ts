import type { CatalogIndicator } from "../../api/analysis-api.ts";

/** Indicators whose name or id has every word of the query; those whose name begins with it come first. */
export function matching(entries: readonly CatalogIndicator[], query: string): CatalogIndicator[] {
  const wanted = query.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter((word) => word !== "");
  const rank = ({ id, title }: CatalogIndicator) => {
    if (wanted === "") return 0;
    if (id.toLowerCase() === wanted) return 0;
    return title.toLowerCase().startsWith(wanted) || id.toLowerCase().startsWith(wanted) ? 1 : 2;
  };
  return entries
    .filter(({ id, title }) => words.every((word) => `${id} ${title}`.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}
