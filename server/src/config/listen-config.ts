import { InvalidValue } from "../errors.ts";
import { type VariableReader, wholeNumber } from "./variables.ts";

/** An address to listen on. */
export interface ListenConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Reads where the program listens. The reader collects the problems. */
export function readListen(variables: VariableReader): ListenConfig {
  return {
    host: variables.read("HOST", "127.0.0.1", parseListenHost),
    port: variables.read("PORT", 3000, wholeNumber(0, 65535, "a port")),
  };
}

/** Reads where Prometheus scrapes; `undefined` without metrics. The reader collects the problems. */
export function readMetrics(variables: VariableReader): ListenConfig | undefined {
  const host = variables.read("METRICS_HOST", "127.0.0.1", parseListenHost);
  const port = variables.read("METRICS_PORT", undefined, wholeNumber(0, 65535, "a port"));
  return port === undefined ? undefined : { host, port };
}

/** Whether only this machine reaches an address to listen on. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function parseListenHost(text: string): string {
  if (/^[A-Za-z0-9.:-]+$/.test(text)) return text;
  throw new InvalidValue(text, "is not an address to listen on, such as 127.0.0.1 or 0.0.0.0");
}
