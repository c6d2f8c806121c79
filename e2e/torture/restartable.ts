import { type BuiltProgram, type StartOptions, startBuilt } from "../stack/built-server.ts";

/** A program that a test kills and starts again at the same port. */
export interface RestartableProgram {
  readonly port: number;
  /** Kills the process by SIGKILL. Does nothing while it is down. */
  kill(): Promise<void>;
  /** Starts it again. Does nothing while it runs. */
  start(): Promise<void>;
}

/** Starts a program that prints its address. `env` receives the port: 0 at first, then the one that the program got. */
export async function startRestartable(
  program: string,
  args: readonly string[],
  env: (port: number) => Readonly<Record<string, string>>,
): Promise<RestartableProgram> {
  const options = (port: number): StartOptions => ({ program, args, env: env(port), addressCount: 1 });
  let running: BuiltProgram | undefined = await startBuilt(options(0));
  const port = Number(running.addresses[0]?.split(":")[1]);
  return {
    port,
    async kill() {
      const killed = running;
      running = undefined;
      await killed?.stop("SIGKILL");
    },
    async start() {
      running ??= await startBuilt(options(port));
    },
  };
}
