import { Redis } from "ioredis";

/** Longer than a healthy Redis ever takes, and shorter than a person waits. */
const COMMAND_TIMEOUT_MS = 500;
const MAX_RECONNECT_DELAY_MS = 2_000;

/** Told of the connection: that it broke and why, and that it is there again. */
export interface ConnectionLog {
  logEvent(message: string, fields?: Readonly<Record<string, string>>): void;
}

/**
 * A connection that comes back by itself. A command without a connection fails at once rather than wait for one: the request
 * behind it has somebody waiting. Resolves when it is there, or when its first attempt has failed.
 */
export async function connectRedis(url: string, log: ConnectionLog): Promise<Redis> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A Redis that hangs is waited for once, and not by every request: without its connection commands fail at once.
    socketTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS * 4,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_DELAY_MS),
  });
  let away = false;
  let reason = "the connection was closed";
  // Without a listener ioredis would write to the console.
  redis.on("error", (error: Error) => {
    reason = error.message;
  });
  // Told once, not with each of the attempts that follow.
  redis.on("reconnecting", () => {
    if (!away) log.logEvent("redis is away", { reason });
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.logEvent("redis is back");
    away = false;
  });
  await new Promise<void>((resolve) => void redis.once("ready", resolve).once("reconnecting", resolve));
  return redis;
}
