export type PositionSide = "long" | "short";

/** A price, or how far from the price that the entry is filled at: in the quote asset, or as a part of that price. */
export type Level = { readonly price: number } | { readonly distance: number } | { readonly ratio: number };

/** Where a part of a position is taken off with a gain. */
export interface Target {
  readonly level: Level;
  /** Of the quantity that was entered; the last target takes what is left. */
  readonly share: number;
}

/** An order to open a position during the next bar; it lapses with that bar ([BT-10]). */
export interface Entry {
  readonly side: PositionSide;
  /** Null: at the open. Else at the first touch of this price, coming from the other side of it. */
  readonly at: number | null;
  /** Not made where the price lies outside of this; without it anywhere. */
  readonly zone?: readonly [low: number, high: number];
  readonly stop: Level | null;
  /** Nearest first. */
  readonly targets: readonly Target[];
  readonly reason: string;
}

/** What a strategy wants done from the next bar's open on. */
export interface Orders {
  /** Close what is held at the next open; the reason. */
  readonly exit?: string;
  /** Entries of which the first that is filled makes the others lapse. Not made while a position is held. */
  readonly enter?: readonly Entry[];
  /** Where the stop of the position that is held lies from the next bar on. */
  readonly moveStop?: number;
}

/** What a strategy is told of the position that is held. */
export interface HeldPosition {
  readonly side: PositionSide;
  readonly entryPrice: number;
  readonly stop: number | null;
}
