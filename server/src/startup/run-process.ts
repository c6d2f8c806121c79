import { ConfigError } from "../config/config.ts";
import type { Environment } from "../config/variables.ts";
import { describeFailure } from "./describe-failure.ts";

/** A running program that can stop gracefully. */
export interface Stoppable {
  /** @param reason the signal's name, for the log */
  stop(reason: string): Promise<void>;
}

export interface ProcessOptions {
  readonly environment: Environment;
  /**
   * The process that started this one. Read it before anything else: after the first output, npm may have exited by the next statement.
   */
  readonly parentId: number;
  readonly start: () => Promise<Stoppable>;
}

/**
 * Runs a program as this process and stops it on SIGINT and SIGTERM. If it cannot start, it prints every invalid variable to stderr and exits
 * with 1.
 */
export async function runProcess({ environment, parentId, start }: ProcessOptions): Promise<void> {
  try {
    const program = await start();
    const stop = (reason: string) => void program.stop(reason).then(() => process.exit(0));
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(signal));
    if (environment["npm_lifecycle_event"] !== undefined) onParentGone(parentId, () => stop("the end of npm"));
  } catch (error) {
    const prefix = error instanceof ConfigError ? "" : "Not started: ";
    process.stderr.write(`${prefix}${describeFailure(error)}\n`);
    process.exit(1);
  }
}

/** npm kills the shell that runs a script, but the shell does not forward the signal, so the script would keep running on its ports. */
function onParentGone(parentId: number, listener: () => void): void {
  setInterval(() => process.ppid !== parentId && listener(), 250).unref();
}
