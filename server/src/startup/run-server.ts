import { ConfigError, readConfig } from "../config/config.ts";
import type { Environment } from "../config/variables.ts";
import { redactUserInfo } from "../observability/redact-secrets.ts";
import type { LocalServices } from "./local-services.ts";
import { startServer } from "./start-server.ts";

export interface RunOptions {
  readonly environment: Environment;
  /**
   * The process that started this one. Read it before anything else: after the first output, npm may have exited by the next statement.
   */
  readonly parentId: number;
  /** @default none, as in production */
  readonly localServices?: LocalServices;
}

/**
 * Runs the signing server as this process and stops it on SIGINT and SIGTERM. If it cannot start, it prints every invalid variable to
 * stderr and exits with 1.
 */
export async function runServer({ environment, parentId, localServices }: RunOptions): Promise<void> {
  try {
    const config = readConfig(environment, { hasStandIns: localServices !== undefined });
    const server = await startServer({ config, environment, localServices });
    const stop = (reason: string) => void server.stop(reason).then(() => process.exit(0));
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(signal));
    if (environment["npm_lifecycle_event"] !== undefined) onParentGone(parentId, () => stop("the end of npm"));
  } catch (error) {
    const reason = error instanceof ConfigError ? error.message : `Not started: ${describe(error)}`;
    process.stderr.write(`${redactUserInfo(reason)}\n`);
    process.exit(1);
  }
}

/** npm kills the shell that runs a script, but the shell does not forward the signal, so the script would keep running on its ports. */
function onParentGone(parentId: number, listener: () => void): void {
  setInterval(() => process.ppid !== parentId && listener(), 250).unref();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
