import { randomUUID } from "node:crypto";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../is-record.ts";
import type { CorsRule } from "../cors/cors-rules.ts";
import { isSystemError } from "../system-error.ts";
import { syncFolder, writeDurably } from "./durable-files.ts";

/** The CORS rules that are stored in a bucket. */
export interface CorsStore {
  /** Undefined if the bucket has none of its own. */
  rules(): readonly CorsRule[] | undefined;
  /** Stores rules durably. Undefined removes them. */
  replace(rules: readonly CorsRule[] | undefined): Promise<void>;
}

const FILE_NAME = "cors.json";

/**
 * Opens the CORS rules in a bucket's folder.
 *
 * @throws an Error that names the file if it is not a list of rules
 */
export async function openCorsStore(directory: string): Promise<CorsStore> {
  const path = join(directory, FILE_NAME);
  let current = await readRules(path);
  let latest = Promise.resolve();

  async function write(rules: readonly CorsRule[] | undefined): Promise<void> {
    if (rules === undefined) {
      await rm(path, { force: true });
    } else {
      const aside = `${path}.${randomUUID()}`;
      await writeDurably(aside, `${JSON.stringify(rules, undefined, 2)}\n`);
      await rename(aside, path);
    }
    await syncFolder(directory);
    current = rules;
  }

  return {
    rules: () => current,
    replace(rules) {
      const done = latest.then(() => write(rules));
      latest = done.catch(() => {});
      return done;
    },
  };
}

async function readRules(path: string): Promise<readonly CorsRule[] | undefined> {
  try {
    const rules: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!Array.isArray(rules)) throw new TypeError("the file is not a list");
    return rules.map(parseRule);
  } catch (cause) {
    if (isSystemError(cause, "ENOENT")) return undefined;
    throw new Error(`${path} does not contain CORS rules of a local bucket`, { cause });
  }
}

function parseRule(rule: unknown): CorsRule {
  if (!isRecord(rule)) throw new TypeError("a rule is not an object");
  const { id, maxAgeSeconds } = rule;
  return {
    ...(typeof id === "string" && { id }),
    origins: textsOf(rule["origins"]),
    methods: textsOf(rule["methods"]),
    headers: textsOf(rule["headers"]),
    exposedHeaders: textsOf(rule["exposedHeaders"]),
    ...(typeof maxAgeSeconds === "number" && { maxAgeSeconds }),
  };
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  throw new TypeError("a rule has no list where it needs one");
}
