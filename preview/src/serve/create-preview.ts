import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, normalize, resolve, sep } from "node:path";
import { buildPreview, type PreviewBuild } from "../build/build-preview.ts";
import type { Problem } from "../build/problem.ts";
import { miniprogramRoot } from "../build/project-json.ts";
import { isFromThisComputer, listObjects, openObject, type PreviewBucket } from "./bucket-view.ts";
import { decodePercent } from "./decode-percent.ts";
import { pageDocument, problemsDocument, RELOAD_SCRIPT, shellDocument } from "./documents.ts";
import { createEventStream } from "./events.ts";
import { fontFile, fontStyles } from "./fonts.ts";
import { contentType, respondWith, respondWithError } from "./respond.ts";
import { watchFolder } from "./watch-project.ts";

/** Error codes of reading a file that does not exist or whose path is invalid. */
const NO_FILE: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);

/** Options of createPreview. */
export interface PreviewOptions {
  /** The folder of project.config.json, or of app.json if there is no project.config.json. */
  readonly projectDirectory: string;
  /** Rebuild and reload open pages when a source file changes. @default false */
  readonly watch?: boolean;
  /**
   * The server URL in the mini program's develop build. The preview sends requests for it to its own origin instead.
   * @default none
   */
  readonly developServerUrl?: string;
  /** Domains as declared in WeChat's console. Requests to other domains fail. By default, urlCheck in project.config.json decides. */
  readonly domains?: {
    readonly request: readonly string[];
    readonly uploadFile: readonly string[];
    /** @default none */
    readonly downloadFile?: readonly string[];
  };
  /** The local bucket, whose objects the preview lists and opens. Only this computer has access. */
  readonly bucket?: PreviewBucket;
  /** Called after every build that has problems. */
  readonly onProblems?: (problems: readonly Problem[]) => void;
}

/** A running preview. */
export interface Preview {
  /** Serves `/` and `/preview/…`, and calls `next` for every other request. Works as an Express middleware and with node:http. */
  readonly handle: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
  /** Resolves with the latest build, once it is complete. */
  readonly built: () => Promise<PreviewBuild>;
  /** Closes the event streams and stops watching files. */
  readonly close: () => void;
}

/**
 * Serves a mini program to browsers. The first build starts at once; requests wait for it.
 *
 * @example
 * const preview = createPreview({ projectDirectory: "/path/to/project", watch: true });
 * app.use(preview.handle);
 */
export function createPreview(options: PreviewOptions): Preview {
  const { bucket, onProblems, domains, developServerUrl } = options;
  const projectDirectory = resolve(options.projectDirectory);
  const settings = { developServerUrl: developServerUrl ?? null, domains: domains ?? null };
  const events = createEventStream();
  // Start watching before the build starts, so that no edit is missed.
  const stopWatching = options.watch ? watchFolder(miniprogramRoot(projectDirectory), rebuild) : () => {};
  let building = build();

  async function build(): Promise<PreviewBuild> {
    const built = await buildPreview(projectDirectory).catch(failed);
    if (built.problems.length > 0) onProblems?.(built.problems);
    return built;
  }

  /** Reports an unexpected error of the builder like a problem of the mini program, so that the server keeps running. */
  function failed(error: unknown): PreviewBuild {
    const message = `could not be built: ${error instanceof Error ? error.stack : error}`;
    return { files: new Map(), problems: [{ file: "project.config.json", message }], root: projectDirectory };
  }

  function rebuild(): void {
    building = build();
    void building.then(() => events.send("built"));
  }

  async function respond(req: IncomingMessage, res: ServerResponse, pathname: string, query: URLSearchParams) {
    const send = (name: string, body: string | Uint8Array) => respondWith(req, res, name, body);
    if (pathname === "/preview/events") return events.open(req, res);
    if (pathname === "/preview/reload.js") return send("reload.js", RELOAD_SCRIPT);
    if (pathname === "/preview/fonts.css") return send("fonts.css", await fontStyles());
    if (pathname.startsWith("/preview/fonts/")) return send("font.woff2", await fontFile(pathname));
    if (pathname === "/preview/objects" || pathname === "/preview/open")
      return respondForBucket(req, res, pathname, query);
    const { problems, files, root } = await building;
    if (pathname === "/")
      return send("index.html", problems.length > 0 ? problemsDocument(problems) : shellDocument(bucket !== undefined));
    if (pathname === "/preview/page") {
      return send("page.html", problems.length > 0 ? problemsDocument(problems) : pageDocument(settings));
    }
    const name = pathname.slice("/preview/".length);
    const file = files.get(name);
    if (file !== undefined) return send(name, file);
    const path = packageFile(root, name);
    if (path === undefined) return respondWithError(res, 404, `The preview has no ${pathname}.`);
    return send(path, await readFile(path));
  }

  async function respondForBucket(req: IncomingMessage, res: ServerResponse, pathname: string, query: URLSearchParams) {
    if (bucket === undefined) return respondWithError(res, 404, "This preview has no local bucket.");
    if (!isFromThisComputer(req)) return respondWithError(res, 403, "Only this computer can see the local bucket.");
    return pathname === "/preview/open" ? openObject(bucket, query, res) : listObjects(bucket, req, res);
  }

  return {
    handle(req, res, next) {
      const { url = "/" } = req;
      if (!URL.canParse(url, "http://preview")) return next();
      const { pathname, searchParams } = new URL(url, "http://preview");
      const isOurs = pathname === "/" || pathname.startsWith("/preview/");
      if (!isOurs || (req.method !== "GET" && req.method !== "HEAD")) return next();
      respond(req, res, pathname, searchParams).catch((error: NodeJS.ErrnoException) => {
        if (NO_FILE.has(error.code)) return respondWithError(res, 404, `The preview has no ${pathname}.`);
        next(error);
      });
    },
    built: () => building,
    close() {
      stopWatching();
      events.close();
    },
  };
}

/** Returns the path of an image or a video in the mini program's package. Returns undefined for any other file. */
function packageFile(root: string, name: string): string | undefined {
  if (!name.startsWith("files/")) return undefined;
  const decoded = decodePercent(name.slice("files/".length));
  if (decoded === undefined) return undefined;
  const path = normalize(join(root, decoded));
  const isShown = /^(?:image|video)\//.test(contentType(path) ?? "");
  return isShown && path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
}
