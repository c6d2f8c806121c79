import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, normalize, sep } from "node:path";
import { buildPreview, type PreviewBuild } from "../build/build-preview.ts";
import type { Problem } from "../build/problem.ts";
import { miniprogramRoot } from "../build/project-json.ts";
import { isFromThisComputer, listObjects, openObject, type PreviewBucket } from "./bucket-view.ts";
import { decodePercent } from "./decode-percent.ts";
import { pageDocument, problemsDocument, RELOAD_SCRIPT, SHELL_DOCUMENT } from "./documents.ts";
import { createEventStream } from "./events.ts";
import { fontFile, fontStyles } from "./fonts.ts";
import { contentType, refuse, respondWith } from "./respond.ts";
import { watchFolder } from "./watch-project.ts";

/** What reading a file that isn't there fails with, whatever way its path is wrong. */
const NO_FILE: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);

export interface PreviewOptions {
  /** The folder of project.config.json. */
  readonly projectDirectory: string;
  /** Build anew, and reload open pages, when a source changes. @default false */
  readonly watch?: boolean;
  /**
   * What the mini program's develop build calls its server. Requests to it go to the address the preview is served from.
   * @default "http://127.0.0.1:3000"
   */
  readonly developServerUrl?: string;
  /** Domains as declared in WeChat's console; requests elsewhere fail. By default project.config.json's urlCheck decides. */
  readonly domains?: { readonly request: readonly string[]; readonly uploadFile: readonly string[] };
  /** The local bucket, so that what was stored there can be opened. Asked for by this computer only. */
  readonly bucket?: PreviewBucket;
  /** Hears of what keeps the mini program from being built, at every build. */
  readonly onProblems?: (problems: readonly Problem[]) => void;
}

export interface Preview {
  /** Serves `/` and `/preview/…`; passes on whatever else is asked for. Can be mounted in Express or called from node:http. */
  readonly handle: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
  /** Resolves when the build that runs, or ran last, is done. */
  readonly built: () => Promise<PreviewBuild>;
  /** Ends open event streams and stops watching. */
  readonly close: () => void;
}

/** Serves a mini program to browsers. The first build starts at once and requests wait for it. */
export function createPreview(options: PreviewOptions): Preview {
  const { projectDirectory, bucket, onProblems, domains, developServerUrl = "http://127.0.0.1:3000" } = options;
  const settings = { developServerUrl, domains: domains ?? null };
  const events = createEventStream();
  // Before the build begins, so that no edit falls between the two.
  const stopWatching = options.watch ? watchFolder(miniprogramRoot(projectDirectory), rebuild) : () => {};
  let building = build();

  async function build(): Promise<PreviewBuild> {
    const built = await buildPreview(projectDirectory).catch(failed);
    if (built.problems.length > 0) onProblems?.(built.problems);
    return built;
  }

  /** A mistake of the builder's own stands where the mini program's do, and neither ends the server nor is lost. */
  function failed(error: unknown): PreviewBuild {
    const message = `could not be built: ${error instanceof Error ? error.stack : error}`;
    return { files: new Map(), problems: [{ file: "project.config.json", message }], root: projectDirectory };
  }

  function rebuild(): void {
    building = build();
    void building.then(() => events.send("built"));
  }

  async function answer(req: IncomingMessage, res: ServerResponse, pathname: string, query: URLSearchParams) {
    const send = (name: string, body: string | Uint8Array) => respondWith(req, res, name, body);
    if (pathname === "/preview/events") return events.open(req, res);
    if (pathname === "/preview/reload.js") return send("reload.js", RELOAD_SCRIPT);
    if (pathname === "/preview/fonts.css") return send("fonts.css", await fontStyles());
    if (pathname.startsWith("/preview/fonts/")) return send("font.woff2", await fontFile(pathname));
    if (pathname === "/preview/objects" || pathname === "/preview/open")
      return answerForBucket(req, res, pathname, query);
    const { problems, files, root } = await building;
    if (pathname === "/") return send("index.html", problems.length > 0 ? problemsDocument(problems) : SHELL_DOCUMENT);
    if (pathname === "/preview/page") {
      return send("page.html", problems.length > 0 ? problemsDocument(problems) : pageDocument(settings));
    }
    const name = pathname.slice("/preview/".length);
    const file = files.get(name);
    if (file !== undefined) return send(name, file);
    const path = packageFile(root, name);
    if (path === undefined) return refuse(res, 404, `The preview has no ${pathname}.`);
    return send(path, await readFile(path));
  }

  async function answerForBucket(req: IncomingMessage, res: ServerResponse, pathname: string, query: URLSearchParams) {
    if (bucket === undefined) return refuse(res, 404, "This preview has no local bucket.");
    if (!isFromThisComputer(req)) return refuse(res, 403, "The local bucket is shown on this computer only.");
    return pathname === "/preview/open" ? openObject(bucket, query, res) : listObjects(bucket, req, res);
  }

  return {
    handle(req, res, next) {
      const { url = "/" } = req;
      if (!URL.canParse(url, "http://preview")) return next();
      const { pathname, searchParams } = new URL(url, "http://preview");
      const isOurs = pathname === "/" || pathname.startsWith("/preview/");
      if (!isOurs || (req.method !== "GET" && req.method !== "HEAD")) return next();
      answer(req, res, pathname, searchParams).catch((error: NodeJS.ErrnoException) => {
        if (NO_FILE.has(error.code)) return refuse(res, 404, `The preview has no ${pathname}.`);
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

/** A picture or video of the mini program's own package, and no other file. */
function packageFile(root: string, name: string): string | undefined {
  if (!name.startsWith("files/")) return undefined;
  const decoded = decodePercent(name.slice("files/".length));
  if (decoded === undefined) return undefined;
  const path = normalize(join(root, decoded));
  const isShown = /^(?:image|video)\//.test(contentType(path) ?? "");
  return isShown && path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
}
