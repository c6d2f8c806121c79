import { isIP } from "node:net";
import { InvalidValue } from "../errors.ts";
import { parseBytes } from "./bytes.ts";
import { oneOf, type VariableReader, wholeNumber } from "./variables.ts";

/** The limits of one client, and where they are counted. 0: no limit. */
export interface LimitsConfig {
  readonly requestsPerMinute: number;
  readonly filesPerDay: number;
  readonly bytesPerDay: number;
  /** `undefined`: each process counts by itself. */
  readonly redisUrl: string | undefined;
  /** While Redis is unavailable: reject requests, or count in each process. */
  readonly withoutRedis: "refuse" | "count-per-process";
  /** As Express's "trust proxy": a number of hops, or addresses and networks. `undefined`: no proxy is trusted. */
  readonly trustProxy: number | string | undefined;
}

/** Generous for a person, but too small to fill a bucket. */
const DEFAULTS = { requestsPerMinute: 120, filesPerDay: 2_000, bytesPerDay: 20 * 1024 ** 3 };

/** Reads the variables of the limits. The reader collects the problems. */
export function readLimits(variables: VariableReader): LimitsConfig {
  const count = wholeNumber(0, 1e9, "a limit");
  return {
    requestsPerMinute: variables.read("LIMIT_REQUESTS_PER_MINUTE", DEFAULTS.requestsPerMinute, count),
    filesPerDay: variables.read("LIMIT_FILES_PER_DAY", DEFAULTS.filesPerDay, count),
    bytesPerDay: variables.read("LIMIT_BYTES_PER_DAY", DEFAULTS.bytesPerDay, parseByteLimit),
    redisUrl: variables.read("REDIS_URL", undefined, parseRedisUrl),
    withoutRedis: variables.read("LIMIT_WITHOUT_REDIS", "refuse", oneOf("refuse", "count-per-process")),
    trustProxy: variables.read("TRUST_PROXY", undefined, parseTrustProxy),
  };
}

function parseByteLimit(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined)
    throw new InvalidValue(text, "is not a number of bytes; write 1048576, 500MiB or 20GiB; 0: no limit");
  return bytes;
}

/** The URL may contain a password, so the reason does not quote it. */
function parseRedisUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== "" && isEncoded(url.password))
    return text;
  throw new Error("is not the URL of a Redis server, such as redis://:password@127.0.0.1:6379/0, or rediss:// for TLS");
}

function isEncoded(password: string): boolean {
  try {
    return decodeURIComponent(password) !== undefined;
  } catch {
    return false;
  }
}

/** An address, a network such as 10.0.0.0/8, or one of Express's names for a few of them. */
function isProxy(text: string): boolean {
  if (/^(?:loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  const mostBits = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0) return false;
  // Express rejects /0, the network of all addresses.
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= mostBits);
}

function parseTrustProxy(text: string): number | string {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text);
  if (text.split(",").every((part) => isProxy(part.trim()))) return text;
  throw new InvalidValue(
    text,
    "is not a proxy setting: write the number of proxies before the server, such as 1, or their addresses, such as 10.0.0.0/8, loopback",
  );
}
