import { parseArgs } from "node:util";
import { isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "../defaults.ts";
import { HOST, LISTEN_HOST, ORIGIN } from "../environment.ts";
import type { StartLocalCosOptions } from "../start-local-cos.ts";

export const USAGE = `Usage: tencent-cos-local [options]

Starts a local Tencent Cloud COS bucket for development and tests.

  --port <port>           port to listen on; 0 means any free port (default ${LOCAL_COS_DEFAULTS.port})
  --host <address>        address to listen on (default ${LOCAL_COS_DEFAULTS.listenHost})
  --dir <folder>          folder for the objects (default .local-cos)
  --in-memory             keeps no objects after it stops
  --seed <folder>         uploads the files of a folder at the start
  --bucket <name-appid>   (default ${LOCAL_COS_DEFAULTS.bucket})
  --region <region>       (default ${LOCAL_COS_DEFAULTS.region})
  --secret-id <id>        with --secret-key: the keys that may sign (default: the sample keys of Tencent's documentation)
  --secret-key <key>
  --public-host <host>    another host by which clients reach the bucket, with its port: cos:3001; repeatable
  --cors-origin <origin>  origin whose pages may read and write; repeatable (default: pages of this machine)
  --log                   prints a line for each request, not only for rejections
  --help, --version
`;

/** What the command line requests. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | {
      readonly kind: "start";
      readonly options: StartLocalCosOptions & { readonly seed?: string };
      /** Whether to print accepted requests, too. */
      readonly logsAll: boolean;
    };

/** The command line is invalid. The message lists every problem. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Parses the command line of `tencent-cos-local`.
 *
 * @param args without the program's own name
 * @throws {UsageError} with one line for each problem. It quotes no value, because one may be a key
 */
export function parseFlags(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: "help" };
  if (values.version) return { kind: "version" };
  const { bucket, region, "secret-id": secretId, "secret-key": secretKey } = values;
  const port = values.port ?? String(LOCAL_COS_DEFAULTS.port);
  const { host = LOCAL_COS_DEFAULTS.listenHost, "public-host": publicHosts = [], "cors-origin": origins = [] } = values;
  const problems = [
    ...problem(positionals.length > 0, "the command has options only, which begin with --"),
    ...problem(!/^\d{1,5}$/.test(port) || Number(port) > 65_535, "--port must be 0 to 65535"),
    ...problem(bucket !== undefined && !isBucket(bucket), "--bucket must be <name>-<appid>"),
    ...problem(region !== undefined && !isRegion(region), "--region must look like ap-guangzhou"),
    ...problem(!secretId !== !secretKey, "--secret-id and --secret-key need each other"),
    ...problem(values["in-memory"] && values.dir !== undefined, "--in-memory and --dir exclude each other"),
    ...problem([values.dir, values.seed].includes(""), "--dir and --seed must not be empty"),
    ...problem(!LISTEN_HOST.test(host), "--host must be an address to listen on, such as 127.0.0.1"),
    ...problem(
      !publicHosts.every((name) => HOST.test(name)),
      "--public-host must be a host without scheme or path: cos:3001",
    ),
    ...problem(
      !origins.every((origin) => ORIGIN.test(origin)),
      "--cors-origin must be an origin: http://localhost:5173",
    ),
  ];
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  return {
    kind: "start",
    logsAll: values.log,
    options: {
      port: Number(port),
      listenHost: host,
      hosts: publicHosts,
      ...(!values["in-memory"] && { directory: values.dir ?? ".local-cos" }),
      ...(values.seed !== undefined && { seed: values.seed }),
      ...(bucket !== undefined && { bucket }),
      ...(region !== undefined && { region }),
      ...(secretId && secretKey && { credentials: { secretId, secretKey } }),
      ...(origins.length > 0 && { corsOrigins: origins }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        dir: { type: "string" },
        "in-memory": { type: "boolean", default: false },
        seed: { type: "string" },
        bucket: { type: "string" },
        region: { type: "string" },
        "secret-id": { type: "string" },
        "secret-key": { type: "string" },
        "public-host": { type: "string", multiple: true },
        "cors-origin": { type: "string", multiple: true },
        log: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "v", default: false },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "the command line is not readable";
    // The advice on arguments that begin with a dash is for commands that have arguments.
    throw new UsageError(message.replace(/\. To specify a positional argument .*/, ""), { cause });
  }
}

function problem(isThere: boolean, sentence: string): string[] {
  return isThere ? [sentence] : [];
}
