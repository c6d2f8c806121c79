import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import compiler from "glass-easel-template-compiler";
import type { Unit } from "./discover.ts";
import { keepLastAttributes } from "./duplicate-attributes.ts";
import { ELEMENT_NAMES, ELEMENT_TEMPLATES, SYNTAX_NAMES } from "./element-templates.ts";
import { type Problem, placeOf } from "./problem.ts";
import type { ProjectReader } from "./project-json.ts";

interface CompilerMessage {
  readonly code: number;
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** The compiler's code for an attribute that appears twice in a tag. It keeps the first one, but WeChat's compiler keeps the last one. */
const DUPLICATE_ATTRIBUTE = 65_549;

/**
 * Compiles the WXML of pages and components to a JavaScript expression: an object of glass-easel's generators by path. Adds errors in the
 * WXML to the reader's problems.
 */
export function compileTemplates(reader: ProjectReader, root: string, units: readonly Unit[]): string {
  const group = compiler.TmplGroup.newDev();
  const done = new Set<string>();

  function add(path: string, importedBy: string | undefined): void {
    if (done.has(path)) return;
    done.add(path);
    const file = join(root, `${path}.wxml`);
    if (!existsSync(file)) {
      if (importedBy !== undefined) report(importedBy, { message: `imports ${path}.wxml, which does not exist` });
      return;
    }
    const source = readFileSync(file, "utf8");
    // This compiler only warns about an unclosed tag, but WeChat's compiler rejects it. So every warning is a problem.
    let messages: readonly CompilerMessage[] = group.addTmpl(path, source) ?? [];
    if (messages.some(({ code }) => code === DUPLICATE_ATTRIBUTE)) {
      messages = group.addTmpl(path, keepLastAttributes(source)) ?? [];
    }
    for (const { message, startLine, startColumn } of messages) {
      report(path, { line: startLine + 1, column: startColumn + 1, message });
    }
    for (const dependency of group.getDirectDependencies(path)) add(withoutSlash(dependency), path);
    for (const script of group.getScriptDependencies(path)) addScript(withoutSlash(script), path);
    const unit = units.find((candidate) => candidate.path === path);
    if (unit !== undefined) reader.problems.push(...unknownElements(reader.name(file), source, unit.components));
  }

  function addScript(path: string, usedBy: string): void {
    if (done.has(`${path} as wxs`)) return;
    done.add(`${path} as wxs`);
    const file = [path, `${path}.wxs`]
      .map((candidate) => join(root, candidate))
      .find((candidate) => existsSync(candidate));
    if (file === undefined) report(usedBy, { message: `uses the WXS file ${path}, which does not exist` });
    else group.addScript(path, readFileSync(file, "utf8"));
  }

  function report(path: string, problem: Omit<Problem, "file">): void {
    reader.problems.push({ file: reader.name(join(root, `${path}.wxml`)), ...problem });
  }

  for (const { path } of units) add(path, undefined);
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
}

/** Compiles the templates of the built-in elements to the same kind of expression, by element name. */
export function compileElementTemplates(): string {
  const group = compiler.TmplGroup.newDev();
  for (const [name, source] of Object.entries(ELEMENT_TEMPLATES)) {
    const messages: readonly CompilerMessage[] = group.addTmpl(name, source) ?? [];
    if (messages.length > 0) throw new Error(`element ${name}: ${messages.map(({ message }) => message).join("; ")}`);
  }
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
}

function unknownElements(file: string, source: string, components: Unit["components"]): readonly Problem[] {
  const known = new Set([...ELEMENT_NAMES, ...SYNTAX_NAMES, ...Object.keys(components)]);
  const markup = source.replace(/<!--[\s\S]*?-->|<wxs\b[\s\S]*?<\/wxs>/g, blank);
  return [...markup.matchAll(/<([A-Za-z][\w-]*)/g)]
    .filter(([, name = ""]) => !known.has(name))
    .map(({ 1: name, index }) => ({
      file,
      ...placeOf(source, index),
      message: `<${name}> is neither listed in usingComponents nor supported by the preview`,
    }));
}

/** Replaces everything but line breaks with spaces, so that offsets stay the same. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

function withoutSlash(path: unknown): string {
  return String(path).replace(/^\//, "");
}
