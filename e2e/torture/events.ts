import { createRandom } from "../stack/seeded-random.ts";

/** What can go wrong while a file is uploaded. */
export const EVENT_KINDS = [
  "kill the app",
  "kill the signing server",
  "kill COS",
  "cut the link",
  "stall the link",
  "lose responses",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** One fault, at a moment of the upload. */
export interface TortureEvent {
  readonly kind: EventKind;
  /** The share of the file's bytes after which it happens, from 0 to 1. */
  readonly atShare: number;
  /** How long the fault lasts, in milliseconds: a process stays down, or the link stalled. */
  readonly durationMs: number;
}

/**
 * Plans the faults of one upload: one in each of `count` equal stretches of the file, at a random place, of a random kind and length. The
 * same seed gives the same plan.
 *
 * @param longestMs the longest time that a process stays down or the link is stalled
 */
export function planEvents(seed: number, count: number, longestMs: number): TortureEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    // Each kind comes about equally often, in a random order.
    kind: EVENT_KINDS[Math.floor(random() * EVENT_KINDS.length)] ?? "cut the link",
    atShare: (index + random()) / count,
    durationMs: Math.round(random() * longestMs),
  }));
}
