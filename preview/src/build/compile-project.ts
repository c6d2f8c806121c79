import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CompiledProject, CompiledUnit } from "./compiled-project.ts";
import { type DiscoveredProject, discoverProject, discoverUnit, type Unit } from "./discover.ts";
import type { Problem } from "./problem.ts";
import { createProjectReader, type ProjectReader } from "./project-json.ts";
import { compileStyle } from "./styles.ts";
import { compileElementTemplates, compileTemplates } from "./templates.ts";

/** A compiled unit with the path of its script, which is not compiled yet. */
export type UnitToLoad = Omit<CompiledUnit, "load"> & { readonly script: string };

/** A compiled mini program without its scripts. The loader bundles or transforms those in its own way. */
export interface ProjectToLoad extends Omit<CompiledProject, "units" | "templates" | "elementTemplates" | "loadApp"> {
  /** The folder of app.json. */
  readonly root: string;
  /** Empty if the project can run. */
  readonly problems: readonly Problem[];
  /** A JavaScript expression: glass-easel's generators of pages and components, by path. */
  readonly templatesCode: string;
  /** A JavaScript expression: glass-easel's generators of the built-in elements, by name. */
  readonly elementTemplatesCode: string;
  readonly units: readonly UnitToLoad[];
  readonly appScript: string | undefined;
}

/**
 * Compiles the mini program in the folder of a project.config.json. Collects the program's errors in `problems` and throws none of them.
 *
 * @example
 * const { problems } = compileProject("/path/to/project");
 * if (problems.length > 0) throw new Error(problems.map(formatProblem).join("\n"));
 */
export function compileProject(projectDirectory: string): ProjectToLoad {
  const reader = createProjectReader(resolve(projectDirectory));
  return compile(reader, discoverProject(reader));
}

/**
 * Compiles one page or component, and the components that it uses, without the rest of the mini program.
 *
 * @param root the folder of app.json, which may be missing
 * @param path relative to the root, without an extension: `components/counter/index`
 */
export function compileUnit(root: string, path: string, isPage: boolean): ProjectToLoad {
  const reader = createProjectReader(root);
  return compile(reader, discoverUnit(reader, path, isPage));
}

function compile(
  reader: ProjectReader,
  { root, urlCheck, app, theme, appScript, units }: DiscoveredProject,
): ProjectToLoad {
  const style = (path: string, scope: string | undefined) =>
    existsSync(join(root, `${path}.wxss`)) ? compileStyle({ reader, root, path: `${path}.wxss`, scope }) : null;
  const templatesCode = compileTemplates(reader, root, units);
  const toLoad = units.map((unit, index) => {
    const scope = scopeOf(unit, index);
    const { path, isPage, json, components, script } = unit;
    const css = style(path, scope);
    return { path, isPage, json: { ...json, usingComponents: components }, scope: scope ?? null, css, script };
  });
  return {
    root,
    urlCheck,
    app,
    theme,
    appCss: style("app", undefined) ?? "",
    appScript,
    units: toLoad,
    templatesCode,
    elementTemplatesCode: compileElementTemplates(),
    problems: reader.problems,
  };
}

/**
 * Returns the prefix of a unit's class names, or undefined if its styles are shared.
 *
 * @see https://developers.weixin.qq.com/miniprogram/dev/framework/custom-component/wxml-wxss.html, style isolation
 */
function scopeOf({ json, isPage }: Unit, index: number): string | undefined {
  const { styleIsolation } = json;
  const isShared =
    styleIsolation === undefined ? isPage : styleIsolation === "shared" || styleIsolation === "page-shared";
  return isShared ? undefined : `c${index}`;
}
