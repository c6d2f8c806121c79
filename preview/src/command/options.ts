import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What the command is asked to do. */
export type CommandOptions =
  | { readonly action: "help" | "version" }
  | { readonly action: "serve"; readonly serve: ServeOptions };

/** Options of serving a mini program. */
export interface ServeOptions {
  /** The folder of project.config.json or app.json, as an absolute path. */
  readonly directory: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** The server of the mini program's develop build. Requests to it go through the preview. */
  readonly server: URL | undefined;
  /** Whether to rebuild and reload when a file changes. */
  readonly watch: boolean;
}

/** The text of `--help`. */
export const HELP = `Usage: wx-miniprogram-preview [folder] [options]

Runs a WeChat mini program in the browser. The folder has project.config.json or app.json; the default is the current one.

  --port <number>  port to listen on, 0 for any free one (default 8830)
  --host <name>    address to listen on, 0.0.0.0 for all (default 127.0.0.1)
  --server <url>   the mini program's server: requests to it go through the preview and need no CORS
  --no-watch       do not rebuild when a file changes
  --version        print the version
  --help           print this text
`;

/**
 * Reads the arguments of the command.
 *
 * @throws TypeError if there is an unknown option, an invalid port or URL, or more than one folder
 */
export function readArguments(values: readonly string[], workingDirectory: string): CommandOptions {
  const { values: options, positionals } = parseArgs({
    args: [...values],
    allowPositionals: true,
    options: {
      port: { type: "string", default: "8830" },
      host: { type: "string", default: "127.0.0.1" },
      server: { type: "string" },
      "no-watch": { type: "boolean", default: false },
      version: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (options.help) return { action: "help" };
  if (options.version) return { action: "version" };
  const port = Number(options.port);
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535) {
    throw new TypeError(`--port is ${options.port}; use a number from 0 to 65535`);
  }
  const { server } = options;
  if (server !== undefined && !(URL.canParse(server) && /^https?:/.test(server))) {
    throw new TypeError(`--server is ${server}; use a URL such as http://127.0.0.1:3000`);
  }
  const [folder = ".", ...others] = positionals;
  if (others.length > 0) throw new TypeError(`the command takes one folder, but there are ${positionals.length}`);
  const directory = resolve(workingDirectory, folder);
  return {
    action: "serve",
    serve: {
      directory,
      port,
      host: options.host,
      server: server === undefined ? undefined : new URL(server),
      watch: !options["no-watch"],
    },
  };
}
