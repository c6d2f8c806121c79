import { join } from "node:path";
import { type MeasuredServer, type MeasuredServerOptions, startMeasuredServer } from "./measured-server.ts";

const BENCH = import.meta.dirname;

/** Starts the built signing server as production runs it. */
export function startSigningServer(
  directory: string,
  options: Pick<MeasuredServerOptions, "name" | "environment" | "headers">,
): Promise<MeasuredServer> {
  const logFile = join(directory, `${options.name.replace(/\W+/g, "-")}.log`);
  return startMeasuredServer({ ...options, nodeArguments: [join(BENCH, "../dist/main.js")], logFile });
}

/** Starts one of the servers to compare with. */
export function startBareServer(directory: string, name: string, file: string): Promise<MeasuredServer> {
  const nodeArguments = ["--conditions=source", "--import", "tsx", join(BENCH, "servers", file)];
  return startMeasuredServer({ name, nodeArguments, logFile: join(directory, `${file}.log`) });
}
