import { join } from "node:path";
import { build, type Message, type OutputFile, type Plugin } from "esbuild";
import type { ProjectToLoad } from "./compile-project.ts";
import type { Problem } from "./problem.ts";
import { resolveModules } from "./resolve-modules.ts";

/**
 * Names that WeChat's compiler hides from every script: it wraps the script in a function that has them as parameters without values. So
 * libraries detect that they are not in a browser.
 */
const HIDDEN_GLOBALS =
  "window document frames self location navigator localStorage history screen alert confirm prompt XMLHttpRequest WebSocket";

/** The result of bundleProject. */
export interface Bundle {
  /** File contents by name: `project.js` and `project.js.map`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly Problem[];
}

/**
 * Bundles a compiled mini program and its scripts to one script. It defines the global `previewProject`, which the page runs: see
 * shell/page.ts.
 */
export async function bundleProject(project: ProjectToLoad, projectDirectory: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: projectDirectory,
    entryPoints: { project: "virtual:project" },
    outdir: "out",
    write: false,
    bundle: true,
    format: "iife",
    globalName: "previewProject",
    target: "es2022",
    sourcemap: "linked",
    logLevel: "silent",
    define: {
      "process.env.NODE_ENV": '"development"',
      ...Object.fromEntries(HIDDEN_GLOBALS.split(" ").map((name) => [name, "undefined"])),
    },
    plugins: [projectModule(project), resolveModules(project.root)],
  }).catch((failure: unknown) => {
    if (hasMessages(failure)) return failure;
    throw failure;
  });
  const outputs: readonly OutputFile[] = "outputFiles" in result ? result.outputFiles : [];
  const files = new Map(
    outputs.map(({ path, contents }) => [path.slice(join(projectDirectory, "out/").length), contents]),
  );
  return { files, problems: [...result.errors, ...result.warnings].map(toProblem) };
}

/** Provides the compiled mini program as the module `virtual:project`. A script runs when the host loads it. */
function projectModule(project: ProjectToLoad): Plugin {
  return {
    name: "mini program",
    setup(plugin) {
      plugin.onResolve({ filter: /^virtual:project$/ }, ({ path }) => ({ path, namespace: "mini-program" }));
      plugin.onLoad({ filter: /.*/, namespace: "mini-program" }, () => ({
        contents: moduleText(project),
        resolveDir: project.root,
        loader: "js",
      }));
    },
  };
}

function moduleText({
  units,
  appScript,
  templatesCode,
  elementTemplatesCode,
  app,
  theme,
  urlCheck,
  appCss,
}: ProjectToLoad) {
  const entries = units.map(
    ({ script, ...unit }) => `{ ...${JSON.stringify(unit)}, load: () => require(${JSON.stringify(script)}) }`,
  );
  return `export const project = {
    ...${JSON.stringify({ app, theme, urlCheck, appCss })},
    loadApp: () => ${appScript === undefined ? "undefined" : `require(${JSON.stringify(appScript)})`},
    templates: ${templatesCode},
    elementTemplates: ${elementTemplatesCode},
    units: [${entries.join(",\n")}],
  };`;
}

function hasMessages(failure: unknown): failure is { readonly errors: Message[]; readonly warnings: Message[] } {
  return typeof failure === "object" && failure !== null && "errors" in failure && "warnings" in failure;
}

function toProblem({ text, location }: Message): Problem {
  if (location === null) return { file: "project.config.json", message: text };
  return { file: location.file, line: location.line, column: location.column + 1, message: text };
}
