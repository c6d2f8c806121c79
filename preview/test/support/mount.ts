import { compileProject, type ProjectToLoad } from "../../src/build/compile-project.ts";
import type { CompiledProject, TemplateGenerators } from "../../src/build/compiled-project.ts";
import { formatProblem } from "../../src/build/problem.ts";
import { createHost, type Host } from "../../src/host/create-host.ts";
import type { ElementContext } from "../../src/host/elements/element.ts";

export interface MountOptions {
  /** The folder of project.config.json. */
  readonly projectDirectory: string;
  /** The global `wx` of the scripts. @default an empty object */
  readonly wx?: object;
  /** Returns the result of each `<picker>` dialog. @default the user cancels */
  readonly openPicker?: ElementContext["openPicker"];
}

/** A mini program running in jsdom. */
export interface Mounted extends Host {
  /** Errors that the framework reported. Tests expect none. */
  readonly reports: readonly string[];
  /** What WeChat only warns of in its console: values of the wrong type. */
  readonly warnings: readonly string[];
}

const compiled = new Map<string, ProjectToLoad>();
let running: Host | undefined;

/**
 * Runs a mini program's own WXML and scripts on the preview's host. Closes the previous mini program first.
 *
 * @throws Error with the build problems, if there are any
 * @example
 * const mounted = mount({ projectDirectory, wx: { getAppBaseInfo: () => ({ language: "en" }) } });
 * mounted.pages.open("/pages/index/index");
 */
export function mount({ projectDirectory, wx = {}, openPicker = async () => undefined }: MountOptions): Mounted {
  running?.close();
  // Replace the body, because glass-easel does not remove its listeners from it.
  document.body.replaceWith(document.createElement("body"));
  document.head.replaceChildren();
  Object.assign(globalThis, { wx });
  const reports: string[] = [];
  const warnings: string[] = [];
  const host = createHost({
    project: load(projectDirectory),
    parent: document.body,
    elements: { fileAddress: (path) => path, agreeToPrivacy: () => {}, openPicker },
    report: (message) => reports.push(message),
    warn: (message) => warnings.push(message),
  });
  running = host;
  return { ...host, reports, warnings };
}

function load(projectDirectory: string): CompiledProject {
  const project = compiled.get(projectDirectory) ?? compileProject(projectDirectory);
  compiled.set(projectDirectory, project);
  if (project.problems.length > 0) throw new Error(project.problems.map(formatProblem).join("\n"));
  const { units, appScript, templatesCode, elementTemplatesCode, ...rest } = project;
  return {
    ...rest,
    templates: evaluate(templatesCode),
    elementTemplates: evaluate(elementTemplatesCode),
    loadApp: () => (appScript === undefined ? undefined : run(appScript)),
    units: units.map(({ script, ...unit }) => ({ ...unit, load: () => run(script) })),
  };
}

/** Runs a script without the module cache, so that it calls Page() or Component() each time. */
function run(script: string): void {
  jest.isolateModules(() => require(script));
}

function evaluate(code: string): TemplateGenerators {
  return new Function(`return ${code}`)();
}

/** Taps an element, with the mouse events that glass-easel turns into a tap. */
export function tap(target: Element): void {
  for (const type of ["mousedown", "mouseup"]) {
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: 5, clientY: 5 }));
  }
}

/** Returns the element with an id. @throws Error if there is none */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`No element has the id ${id}`);
  return found;
}
