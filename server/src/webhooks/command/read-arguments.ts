import { parseArgs } from "node:util";

/** What the command line of the webhooks requests. */
export type WebhooksArguments =
  | { readonly command: "failed"; readonly limit: number }
  | { readonly command: "retry" /** `undefined`: all. */; readonly ids: readonly string[] | undefined };

export const USAGE = "npm run webhooks -- failed [--limit 100] | retry --all | retry <webhook-id> …";

const DEFAULT_LIMIT = 100;

/**
 * Reads `failed [--limit n]`, `retry --all` and `retry <webhook-id> …`.
 *
 * @throws {Error} that names the faulty argument and what to write
 */
export function readArguments(args: readonly string[]): WebhooksArguments {
  const { values, positionals } = parse(args);
  const [command, ...ids] = positionals;
  if (command === "failed" && ids.length === 0 && values.all === undefined) {
    return { command, limit: parseLimit(values.limit) };
  }
  if (command === "retry" && values.limit === undefined && (values.all === true) !== ids.length > 0) {
    return { command, ids: values.all === true ? undefined : ids };
  }
  throw new Error(`write ${USAGE}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { limit: { type: "string" }, all: { type: "boolean" } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; write ${USAGE}`);
  }
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  if (!/^[1-9][0-9]{0,4}$/.test(text)) throw new Error(`--limit is "${text}"; write a number from 1 to 99999`);
  return Number(text);
}
