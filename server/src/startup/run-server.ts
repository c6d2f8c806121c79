import { readConfig } from "../config/config.ts";
import type { LocalServices } from "./local-services.ts";
import { type ProcessOptions, runProcess } from "./run-process.ts";
import { startServer } from "./start-server.ts";

export interface RunOptions extends Omit<ProcessOptions, "start"> {
  /** @default none, as in production */
  readonly localServices?: LocalServices;
}

/**
 * Runs the signing server as this process and stops it on SIGINT and SIGTERM. If it cannot start, it prints every invalid variable to
 * stderr and exits with 1.
 */
export async function runServer({ localServices, ...options }: RunOptions): Promise<void> {
  const { environment } = options;
  await runProcess({
    ...options,
    start: () =>
      startServer({
        config: readConfig(environment, { hasStandIns: localServices !== undefined }),
        environment,
        localServices,
      }),
  });
}
