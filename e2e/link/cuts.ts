import { createRandom } from "../stack/seeded-random.ts";
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
