import type { LinkProfile } from "./profiles.ts";

const MEGABYTE = 1_000_000;

/** Decides how many bytes each new connection sends before it is cut. The same seed decides the same for the n-th connection. */
export function createCuts(profile: LinkProfile, seed: number): () => number {
  const random = createRandom(seed);
  return () => bytesUntilCut(random(), profile);
}

/** The bytes that a connection sends before it is cut, for a random number from 0 to less than 1. */
export function bytesUntilCut(random: number, { cutChancePerMegabyte = 0 }: LinkProfile): number {
  if (cutChancePerMegabyte === 0) return Number.POSITIVE_INFINITY;
  return (Math.log(1 - random) / Math.log(1 - cutChancePerMegabyte)) * MEGABYTE;
}

/** Random numbers from 0 to less than 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
