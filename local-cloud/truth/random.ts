/** A source of random choices. The same seed makes the same choices. */
export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** One of the items. There must be one. */
  pick<T>(items: readonly T[]): T;
  /** True in one of `n` cases. */
  oneIn(n: number): boolean;
}

/** Creates a {@link Random} from a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed;
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("there is nothing to pick");
      return item;
    },
  };
}
