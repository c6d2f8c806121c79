import { Redis } from "ioredis";

/** Longer than a healthy Redis needs, and short enough for a waiting user. */
const COMMAND_TIMEOUT_MS = 500;
const MAX_RECONNECT_DELAY_MS = 2_000;

/** Logs that the connection broke, with the reason, and that it is back. */
export interface ConnectionLog {
  logEvent(message: string, fields?: Readonly<Record<string, string>>): void;
}

/**
 * Connects to Redis, and reconnects by itself. While there is no connection, commands fail at once instead of waiting, because a user waits
 * for the request. Resolves when the connection is ready, or when the first attempt has failed.
 *
 * @param commandTimeoutMs how long a command may take. @default 500
 */
export async function connectRedis(
  url: string,
  log: ConnectionLog,
  commandTimeoutMs: number = COMMAND_TIMEOUT_MS,
): Promise<Redis> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    // Closes the connection to a Redis that hangs. Only one command then waits for the timeout; all others fail at once.
    socketTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs * 4,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_DELAY_MS),
  });
  let away = false;
  let reason = "the connection was closed";
  // Without a listener, ioredis writes to the console.
  redis.on("error", (error: Error) => {
    reason = error.message;
  });
  // Logged once, not for each attempt.
  redis.on("reconnecting", () => {
    if (!away) log.logEvent("redis is unavailable", { reason });
    away = true;
  });
  redis.on("ready", () => {
    if (away) log.logEvent("redis is available again");
    away = false;
  });
  await new Promise<void>((resolve) => void redis.once("ready", resolve).once("reconnecting", resolve));
  return redis;
}
