import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type AtRule, CssSyntaxError, root as emptyRoot, type Node, parse, type Root } from "postcss";
import selectorParser from "postcss-selector-parser";
import { ELEMENT_NAMES } from "./element-templates.ts";
import type { Problem } from "./problem.ts";
import type { ProjectReader } from "./project-json.ts";

const RPX = /(?<![\w.#-])(-?(?:\d+\.?\d*|\.\d+))rpx\b/gi;

/** Options of compileStyle. */
export interface CompileStyleOptions {
  readonly reader: ProjectReader;
  /** The mini program's root. */
  readonly root: string;
  /** Relative to the root: `pages/index/index.wxss`. */
  readonly path: string;
  /** Prefix of every class name, which limits a component's styles to its own elements. `undefined` for shared styles. */
  readonly scope: string | undefined;
}

/**
 * Compiles one WXSS file to CSS for the browser. Inlines each `@import`, converts `rpx` to a 750th of the page's width, prefixes the
 * names of built-in elements with `wx-` and class names with the scope, and replaces `:host` with the attribute by which glass-easel
 * marks hosts. Adds invalid styles to the reader's problems.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/view/wxss.html
 */
export function compileStyle({ reader, root, path, scope }: CompileStyleOptions): string {
  const tree = load(reader, root, path, []);
  tree.walkDecls((declaration) => {
    declaration.value = rpxToCss(declaration.value);
  });
  tree.walkAtRules("media", (rule) => {
    // A media query can't contain calc(). Convert its rpx for a page width of 375 px.
    rule.params = rule.params.replace(RPX, (_whole, amount) => `${Number(amount) / 2}px`);
  });
  tree.walkRules((rule) => {
    if (rule.parent?.type === "atrule" && "name" in rule.parent && /keyframes$/i.test(String(rule.parent.name))) return;
    try {
      rule.selector = toBrowserSelector(rule.selector, scope);
    } catch (error) {
      reader.problems.push(problemOf(reader, rule, error instanceof Error ? error.message : String(error)));
    }
  });
  return tree.toString();
}

/** `12rpx` → `calc(12 * var(--rpx))`. */
function rpxToCss(value: string): string {
  return value.replace(RPX, "calc($1 * var(--rpx))");
}

function load(reader: ProjectReader, root: string, path: string, importedBy: readonly string[]): Root {
  const file = join(root, path);
  let tree: Root;
  try {
    tree = parse(readFileSync(file, "utf8"), { from: file });
  } catch (error) {
    if (!(error instanceof CssSyntaxError)) throw error;
    const { line = 1, column = 1, reason } = error;
    reader.problems.push({ file: reader.name(file), line, column, message: reason });
    return emptyRoot();
  }
  tree.walkAtRules("import", (rule) => {
    const target = importTarget(rule, path);
    const message = importProblem(root, target, [...importedBy, path]);
    if (message === undefined) {
      rule.replaceWith(load(reader, root, target, [...importedBy, path]).nodes);
      return;
    }
    reader.problems.push(problemOf(reader, rule, message));
  });
  return tree;
}

/** Returns a problem with the location of one rule, which may be in an imported file. */
function problemOf(reader: ProjectReader, { source }: Node, message: string): Problem {
  const { line = 1, column = 1 } = source?.start ?? {};
  return { file: reader.name(source?.input.file ?? ""), line, column, message };
}

function importTarget({ params }: AtRule, path: string): string {
  const target = /^(?:url\()?\s*["']?([^"')]+)/.exec(params)?.[1] ?? "";
  return target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(path), target);
}

function importProblem(root: string, target: string, importedBy: readonly string[]): string | undefined {
  if (importedBy.includes(target)) return `@import of ${target} is circular`;
  return existsSync(join(root, target)) ? undefined : `@import of ${target}: the file does not exist`;
}

function toBrowserSelector(selector: string, scope: string | undefined): string {
  return selectorParser((selectors) => {
    selectors.walkTags((tag) => {
      if (tag.value === "page" || ELEMENT_NAMES.includes(tag.value)) tag.value = `wx-${tag.value}`;
    });
    selectors.walkPseudos((pseudo) => {
      if (pseudo.value !== ":host") return;
      pseudo.replaceWith(
        selectorParser.attribute({ attribute: "wx-host", operator: "=", value: scope ?? "", quoteMark: '"', raws: {} }),
      );
    });
    if (scope === undefined) return;
    selectors.walkClasses((name) => {
      name.value = `${scope}--${name.value}`;
    });
  }).processSync(selector);
}
