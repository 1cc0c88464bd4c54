import { COINS, coinOfBase } from "../../../contract/coins.ts";
import type { WishedCoin } from "../../../platform/coins/seed-plan.ts";
import { missingCoins, seedCoins } from "../../../platform/d1/coins.ts";
import type { InitPorts, InitTask } from "../task.ts";
import type { PlainWishes } from "../wishes.ts";

/** Coins into the table: those named, or the built-in list and whatever else is followed; with details if wished. */
export function seedCoinsTask({ runner }: InitPorts, wishes: PlainWishes): InitTask {
  const { db, symbols } = runner.ports;
  const options = { detailed: wishes.seedDetailedCoins, useGivenNumbers: wishes.useGivenIds };
  const wished = async () =>
    wishedCoins(
      wishes,
      (await symbols()).map(({ base }) => base),
    );
  return {
    name: options.detailed ? "seed detailed coins" : "seed coins",
    pending: async () => (await missingCoins(db, await wished(), options)).length > 0,
    async step({ before }) {
      const coins = await wished();
      const changed = before.changed + (await seedCoins(db, coins, options));
      return { state: "done", done: coins.length, total: coins.length, changed };
    },
  };
}

/** A built-in coin's number is its place in the list. */
const builtIn: readonly WishedCoin[] = COINS.map((coin, position) => ({ ...coin, number: position + 1 }));

/** @param followed base assets of the active symbols. */
function wishedCoins(wishes: PlainWishes, followed: readonly string[]): readonly WishedCoin[] {
  const known: readonly WishedCoin[] =
    wishes.coinList?.map(({ id, base, name, number, ...details }) => ({ id, base, name, number, details })) ??
    builtIn;
  const byBase = new Map(known.map((coin) => [coin.base, coin]));
  const bases = wishes.coins ?? [...byBase.keys(), ...(wishes.coinList === undefined ? followed : [])];
  return [...new Set(bases)].map((base) => byBase.get(base) ?? coinOfBase(base));
}
