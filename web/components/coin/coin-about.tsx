import { useSignal } from "@preact/signals";
import type { Coin } from "../../api/coin-api.ts";
import { SourceNote } from "./source-note.tsx";

/** A text longer than this is folded at first. */
const FOLD_LENGTH = 420;

/** What others say of the coin. Outside text: shown as text, its link only where it is a web address. */
export function CoinAbout({ coin: { name, details } }: { readonly coin: Coin }) {
  const unfolded = useSignal(false);
  const description = details?.description ?? "";
  const long = description.length > FOLD_LENGTH;
  const site = webAddress(details?.homepage ?? null);
  return (
    <section class="about" aria-label={`About ${name}`}>
      <h2>About {name}</h2>
      {description === "" ? (
        <p class="faint">No source has described this coin yet.</p>
      ) : (
        <p class="about-text">
          {long && !unfolded.value ? `${description.slice(0, FOLD_LENGTH).trimEnd()}… ` : `${description} `}
          {long && (
            <button
              type="button"
              class="text-button"
              aria-expanded={unfolded.value}
              onClick={() => {
                unfolded.value = !unfolded.value;
              }}
            >
              {unfolded.value ? "Less" : "More"}
            </button>
          )}
        </p>
      )}
      {details !== null && details.categories.length > 0 && (
        <ul class="chips" aria-label="Categories">
          {details.categories.map((category) => (
            <li key={category}>{category}</li>
          ))}
        </ul>
      )}
      {site !== null && (
        <a class="about-link" href={site.href} rel="noopener noreferrer nofollow" target="_blank">
          {site.host}
        </a>
      )}
      {details !== null && <SourceNote source={details.source} asOf={details.asOf} />}
    </section>
  );
}

/** The address if it is one of the web: a source could send any text. */
function webAddress(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}
