import { compileProject, type ProjectToLoad } from "../../src/build/compile-project.ts";
import type { CompiledProject, TemplateGenerators } from "../../src/build/compiled-project.ts";
import { formatProblem } from "../../src/build/problem.ts";
import { createHost, type Host } from "../../src/host/create-host.ts";
import type { ElementContext } from "../../src/host/elements/element.ts";

export interface MountOptions {
  /** The folder of project.config.json. */
  readonly projectDirectory: string;
  /** What scripts call `wx`. @default an empty object */
  readonly wx?: object;
  /** Answers what `<picker>` asks. @default nothing is chosen */
  readonly openPicker?: ElementContext["openPicker"];
}

/** A mini program that runs in jsdom. */
export interface Mounted extends Host {
  /** What the framework complained of; tests expect it to be empty. */
  readonly reports: readonly string[];
}

const compiled = new Map<string, ProjectToLoad>();
let running: Host | undefined;

/** Runs a mini program's own WXML and scripts by the preview's host. The one before ends. @throws Error with what does not compile */
export function mount({ projectDirectory, wx = {}, openPicker = async () => undefined }: MountOptions): Mounted {
  running?.close();
  // glass-easel leaves its listeners on the body.
  document.body.replaceWith(document.createElement("body"));
  document.head.replaceChildren();
  Object.assign(globalThis, { wx });
  const reports: string[] = [];
  const host = createHost({
    project: load(projectDirectory),
    parent: document.body,
    elements: { fileAddress: (path) => path, agreeToPrivacy: () => {}, openPicker },
    report: (message) => reports.push(message),
  });
  running = host;
  return { ...host, reports };
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

/** Anew each time, so that Page() and Component() are called again. */
function run(script: string): void {
  jest.isolateModules(() => require(script));
}

function evaluate(code: string): TemplateGenerators {
  return new Function(`return ${code}`)();
}

/** Taps as a finger does, in the middle of what there is to tap. */
export function tap(target: Element): void {
  for (const type of ["mousedown", "mouseup"]) {
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, clientX: 5, clientY: 5 }));
  }
}

/** The element with an id. @throws Error if there is none */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`nothing has the id ${id}`);
  return found;
}
