import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import {
  isJsonObject,
  type JsonObject,
  objectField,
  optionalJson,
  type ProjectReader,
  readSettings,
  textsField,
} from "./project-json.ts";

/** A page or a component: WXML, WXSS, JSON and script files of the same name. */
export interface Unit {
  /** Relative to the mini program's root, without an extension: `pages/index/index`. */
  readonly path: string;
  readonly isPage: boolean;
  /** Its JSON file, with `usingComponents` resolved to paths from the root. */
  readonly json: JsonObject;
  readonly components: Readonly<Record<string, string>>;
  /** Absolute path. */
  readonly script: string;
}

/** A project's settings, and all its pages and components. */
export interface DiscoveredProject {
  /** The folder of app.json, as an absolute path. */
  readonly root: string;
  /** Whether requests may only go to declared domains: DevTools' "verify domains" switch. */
  readonly urlCheck: boolean;
  readonly app: JsonObject;
  readonly theme: JsonObject;
  readonly appScript: string | undefined;
  /** In the order of discovery, the first page first. */
  readonly units: readonly Unit[];
}

/** Finds a project's pages and, through `usingComponents`, every component they use. */
export function discoverProject(reader: ProjectReader): DiscoveredProject {
  const { root, urlCheck } = readSettings(reader);
  if (reader.problems.length > 0) return { root, urlCheck, app: {}, theme: {}, appScript: undefined, units: [] };
  const app = reader.json(join(root, "app.json"));
  const units = discoverUnits(reader, root, app, pagesOf(app));
  if (units.length === 0)
    reader.problems.push({ file: reader.name(join(root, "app.json")), message: "lists no pages" });
  const themeLocation = app["themeLocation"];
  const theme = typeof themeLocation === "string" ? reader.json(join(root, themeLocation)) : {};
  return { root, urlCheck, app, theme, appScript: scriptOf(root, "app"), units };
}

/** Finds one page or component, and every component it uses, in a folder that need not have an app.json. */
export function discoverUnit(reader: ProjectReader, path: string, isPage: boolean): DiscoveredProject {
  const root = reader.directory;
  const app = optionalJson(reader, join(root, "app.json"));
  const units = isPage ? discoverUnits(reader, root, app, [path]) : discoverUnits(reader, root, app, [], [path]);
  return { root, urlCheck: false, app, theme: {}, appScript: undefined, units };
}

function discoverUnits(
  reader: ProjectReader,
  root: string,
  app: JsonObject,
  pages: readonly string[],
  components: readonly string[] = [],
): readonly Unit[] {
  const units = new Map<string, Unit>();

  function visit(path: string, isPage: boolean): void {
    if (units.has(path)) return;
    const file = (extension: string) => join(root, `${path}.${extension}`);
    const script = scriptOf(root, path);
    if (!existsSync(file("wxml"))) reader.problems.push({ file: reader.name(file("wxml")), message: "is missing" });
    if (script === undefined)
      reader.problems.push({ file: reader.name(file("ts")), message: "is missing, and there is no .js file" });
    const json = isPage ? optionalJson(reader, file("json")) : reader.json(file("json"));
    if (!isPage && json["component"] !== true) {
      reader.problems.push({ file: reader.name(file("json")), message: 'has no "component": true' });
    }
    const components: Record<string, string> = {};
    units.set(path, { path, isPage, json, components, script: script ?? file("ts") });
    for (const [from, names] of [
      ["app", objectField(app, "usingComponents")],
      [path, objectField(json, "usingComponents")],
    ] as const) {
      for (const [tag, target] of Object.entries(names)) {
        const found = resolveComponent(root, from, String(target));
        if (found === undefined) {
          const message = `usingComponents.${tag}: there is no component ${String(target)}`;
          reader.problems.push({ file: reader.name(join(root, `${from}.json`)), message });
          continue;
        }
        components[tag] = `/${found}`;
        visit(found, false);
      }
    }
  }

  for (const page of pages) visit(page, true);
  for (const component of components) visit(component, false);
  return [...units.values()];
}

function pagesOf(app: JsonObject): readonly string[] {
  const packages = app["subPackages"] ?? app["subpackages"];
  const inPackages = (Array.isArray(packages) ? packages : [])
    .filter(isJsonObject)
    .flatMap((entry) => textsField(entry, "pages").map((page) => posix.join(String(entry["root"] ?? ""), page)));
  return [...textsField(app, "pages"), ...inPackages];
}

/**
 * Resolves a component's path: absolute from the root, relative to the file that names it, or in an npm package. Each may be a folder
 * with an index. Returns undefined if there is no such component.
 */
function resolveComponent(root: string, from: string, target: string): string | undefined {
  const folder = posix.dirname(from);
  const paths = target.startsWith("/")
    ? [target.slice(1)]
    : [posix.join(folder, target), ...npmFolders(folder).map((npm) => posix.join(npm, target))];
  return paths
    .flatMap((path) => [path, posix.join(path, "index")])
    .find((candidate) => existsSync(join(root, `${candidate}.wxml`)));
}

/** Returns the folders to search for npm packages, nearest first. https://developers.weixin.qq.com/miniprogram/dev/devtools/npm.html */
function npmFolders(folder: string): readonly string[] {
  const own = posix.join(folder, "miniprogram_npm");
  return folder === "." ? [own] : [own, ...npmFolders(posix.dirname(folder))];
}

/** Returns a unit's script file. A .ts file takes precedence over a .js file of the same name, as in DevTools. */
function scriptOf(root: string, path: string): string | undefined {
  return [".ts", ".js"].map((extension) => join(root, path + extension)).find((file) => existsSync(file));
}
