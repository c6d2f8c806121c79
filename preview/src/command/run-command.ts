import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { formatProblem } from "../build/problem.ts";
import { createPreview } from "../serve/create-preview.ts";
import { forward } from "./forward.ts";
import { HELP, readArguments, type ServeOptions } from "./options.ts";

/** Dependencies of runCommand on the process. */
export interface CommandEnvironment {
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** A server that the command has started. */
export interface RunningCommand {
  /** `http://127.0.0.1:8830` */
  readonly url: string;
  readonly close: () => void;
}

/**
 * Runs the command `wx-miniprogram-preview`. Resolves with the running server, or with the exit code if the command has ended. Build
 * problems do not end it: they appear in the browser and the terminal until the files are corrected.
 */
export async function runCommand(environment: CommandEnvironment): Promise<RunningCommand | number> {
  const { print, printError } = environment;
  try {
    const options = readArguments(environment.arguments, environment.workingDirectory);
    if (options.action === "serve") return await serve(options.serve, environment);
    print(options.action === "help" ? HELP : `${packageVersion()}\n`);
    return 0;
  } catch (error) {
    printError(`${error instanceof Error ? error.message : String(error)}\nTry wx-miniprogram-preview --help\n`);
    return 1;
  }
}

async function serve(options: ServeOptions, { print, printError }: CommandEnvironment): Promise<RunningCommand> {
  const { directory, watch, server: target } = options;
  checkDirectory(directory);
  const server = createServer((req, res) =>
    preview.handle(req, res, () => {
      if (target !== undefined) forward(req, res, target);
      else res.writeHead(404).end("Not found\n");
    }),
  );
  const address = await listen(server, options);
  const preview = createPreview({
    projectDirectory: directory,
    watch,
    ...(target && { developServerUrl: target.origin }),
    onProblems: (problems) =>
      printError(`The mini program does not compile:\n  ${problems.map(formatProblem).join("\n  ")}\n`),
  });
  const url = `http://${address}`;
  print(`The preview of ${directory} is at ${url}\n`);
  const close = () => {
    preview.close();
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}

/** @throws Error if the folder does not exist or contains no mini program */
function checkDirectory(directory: string): void {
  if (!existsSync(directory)) throw new Error(`The folder ${directory} does not exist`);
  if (["project.config.json", "app.json"].some((file) => existsSync(join(directory, file)))) return;
  throw new Error(
    `${directory} has neither project.config.json nor app.json. Run the command in a mini program's folder, or name the folder`,
  );
}

async function listen(server: Server, { host, port }: ServeOptions): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const code: unknown = Reflect.get(Object(error), "code");
    if (code === "EADDRINUSE") throw new Error(`Port ${port} of ${host} is in use. Choose another with --port`);
    throw error;
  }
  const address = server.address();
  const chosen = typeof address === "object" ? address?.port : port;
  return `${host === "0.0.0.0" || host === "::" ? "localhost" : host}:${chosen}`;
}

function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return version;
}
