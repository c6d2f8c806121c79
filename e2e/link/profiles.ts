/** A link between a phone and its servers. */
export interface LinkProfile {
  readonly name: string;
  /** From the phone to the servers, shared by all connections. */
  readonly bytesPerSecond: number;
  /** A request's way and its response's way together. */
  readonly roundTripMs: number;
  /** The chance that a connection is cut while it sends a megabyte (1,000,000 bytes): 0 to less than 1. @default 0 */
  readonly cutChancePerMegabyte?: number;
  /** The age at which a connection is cut. Each request has a connection of its own. @default no limit */
  readonly maxConnectionMs?: number;
}

const MEGABIT = 1_000_000 / 8;

/** A good mobile network in which connections break now and then. */
export const GOOD: LinkProfile = {
  name: "20 Mbit/s, 80 ms, 1 % cut per MB",
  bytesPerSecond: 20 * MEGABIT,
  roundTripMs: 80,
  cutChancePerMegabyte: 0.01,
};

/** A weak one. */
export const WEAK: LinkProfile = {
  name: "2 Mbit/s, 300 ms, 2 % cut per MB",
  bytesPerSecond: 2 * MEGABIT,
  roundTripMs: 300,
  cutChancePerMegabyte: 0.02,
};

/** A network that is hardly usable. WeChat ends a request after 60 s. */
export const SLOW: LinkProfile = {
  name: "0.6 Mbit/s, 300 ms, requests cut at 60 s",
  bytesPerSecond: 0.6 * MEGABIT,
  roundTripMs: 300,
  maxConnectionMs: 60_000,
};

/** {@link GOOD} without accidental cuts, so that the loss by one event can be measured. */
export const STEADY: LinkProfile = {
  name: "20 Mbit/s, 80 ms",
  bytesPerSecond: 20 * MEGABIT,
  roundTripMs: 80,
};
