import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AtRule, type Container, type Declaration, parse, type Rule } from "postcss";
import selectorParser from "postcss-selector-parser";
import * as elements from "./elements-table";
import { parseWxml, type WxmlElement } from "./parse-wxml";
import * as styles from "./styles-table";

/** Skyline is WeChat's new renderer. It supports a part of WXSS and WXML, and skips the rest without an error. */
const SRC = join(__dirname, "../../src");
const filesWith = (extension: string) =>
  readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(extension));
const read = (name: string) => readFileSync(join(SRC, name), "utf8");

const used = new Set<string>();

/** Reports what Skyline lacks, unless it is known to be for WebView alone. */
function unless(isSupported: boolean, webviewOnly: Readonly<Record<string, string>>, construct: string): string[] {
  if (isSupported) return [];
  if (!(construct in webviewOnly)) return [construct];
  used.add(construct);
  return [];
}

function faultsOfStyles(source: string): string[] {
  const faults: string[] = [];
  const root = parse(source);
  root.walkAtRules((rule) => {
    const isKnown = styles.AT_RULES.includes(rule.name);
    const isSupported = isKnown && (rule.name !== "media" || styles.MEDIA_QUERIES.includes(rule.params));
    faults.push(...unless(isSupported, styles.WEBVIEW_ONLY, `@${rule.name} ${rule.params}`));
  });
  root.walkRules((rule) => {
    if (!isInKeyframes(rule)) faults.push(...faultsOfSelector(rule.selector));
    faults.push(...faultsOfDefaults(rule));
  });
  root.walkDecls(({ prop, value }) => {
    if (prop.startsWith("--")) return;
    const isSupported = styles.PROPERTIES[prop]?.test(value) ?? false;
    faults.push(...unless(isSupported, styles.WEBVIEW_ONLY, `${prop}: ${value}`));
  });
  return faults;
}

function isInKeyframes({ parent }: Rule): boolean {
  const around: Container | AtRule | undefined = parent;
  return around?.type === "atrule" && "name" in around && around.name === "keyframes";
}

function faultsOfSelector(selector: string): string[] {
  const faults: string[] = [];
  selectorParser((root) => {
    root.walk((node) => {
      if (node.type === "universal" || node.type === "attribute") faults.push(`${node}`);
      if (node.type === "combinator" && !styles.COMBINATORS.includes(node.value)) faults.push(node.value);
      const known = [...styles.PSEUDO_CLASSES, ...styles.PSEUDO_ELEMENTS];
      if (node.type === "pseudo" && !known.includes(node.value)) faults.push(node.value);
    });
  }).processSync(selector);
  return faults;
}

/** Skyline's defaults are flex, column and border-box, and an app may change them. So a rule may not rely on a default. */
function faultsOfDefaults(rule: Rule): string[] {
  const own = (name: string) =>
    rule.nodes.some((node): node is Declaration => node.type === "decl" && node.prop === name);
  const has = (name: string, value: RegExp) =>
    rule.nodes.some((node) => node.type === "decl" && node.prop === name && value.test(node.value));
  const isFlex = has("display", /^flex$/);
  const isSized = has("width", /px|%|--/) || has("height", /px|%|--/);
  const hasInset = has("padding", /[1-9]|--/) || has("border", /px/);
  return [
    ...(isFlex && !own("flex-direction") ? [`${rule.selector}: flex without flex-direction`] : []),
    ...(isSized && hasInset && !own("box-sizing") ? [`${rule.selector}: a size with padding, without box-sizing`] : []),
  ];
}

function faultsOfElement({ name, attributes, parent, text }: WxmlElement, components: readonly string[]): string[] {
  const own = elements.ELEMENTS[name] ?? elements.SYNTAX[name];
  const isComponent = components.includes(name);
  const unknown = Object.keys(attributes).filter(
    (attribute) =>
      !isComponent && !own?.includes(attribute) && !elements.COMMON.some((common) => common.test(attribute)),
  );
  const mode = attributes["mode"];
  return [
    ...(own === undefined && !isComponent ? [`<${name}>`] : []),
    ...unknown.flatMap((attribute) => unless(false, elements.WEBVIEW_ONLY, attribute)),
    ...(text !== "" && !elements.TEXT_ELEMENTS.includes(name) ? [`text in <${name}>: ${text}`] : []),
    ...(parent?.name === "text" && !elements.INSIDE_TEXT.includes(name) ? [`<${name}> in <text>`] : []),
    ...(mode && !mode.includes("{{") && !elements.IMAGE_MODES.includes(mode) ? [`mode="${mode}"`] : []),
  ];
}

test.each(filesWith(".wxss"))("%s uses only styles that Skyline supports", (file) => {
  expect(faultsOfStyles(read(file))).toEqual([]);
});

test.each(filesWith(".wxml"))("%s uses only elements and attributes that Skyline supports", (file) => {
  const found = parseWxml(read(file));
  expect(found.length).toBeGreaterThan(3);
  const faults = found.flatMap((element) =>
    faultsOfElement(element, ["cos-uploader"]).map((fault) => `line ${element.line}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test("an element cuts its text only if it is a <text>, because Skyline ignores text-overflow elsewhere", () => {
  const cut = filesWith(".wxss").flatMap((file) => {
    const selectors: string[] = [];
    parse(read(file)).walkDecls("text-overflow", ({ parent }) => {
      if (parent?.type === "rule" && "selectors" in parent) selectors.push(...parent.selectors);
    });
    return selectors.map((selector) => selector.split(".").pop() ?? "");
  });
  const all = filesWith(".wxml").flatMap((file) => parseWxml(read(file)));
  const others = all.filter(
    ({ name, attributes }) => name !== "text" && attributes["class"]?.split(" ").some((word) => cut.includes(word)),
  );
  expect(cut.length).toBeGreaterThan(2);
  expect(others).toEqual([]);
});

test("everything that is listed for WebView alone is used", () => {
  const listed = [...Object.keys(styles.WEBVIEW_ONLY), ...Object.keys(elements.WEBVIEW_ONLY)];
  expect(listed.filter((construct) => !used.has(construct))).toEqual([]);
});

test.each([
  [".a { display: grid; }", ["display: grid"]],
  [".a { grid-gap: 8px; }", ["grid-gap: 8px"]],
  [".a[disabled] { opacity: 1; }", ["[disabled]"]],
  ["* { opacity: 1; }", ["*"]],
  [".a:hover { opacity: 1; }", [":hover"]],
  [".a { filter: drop-shadow(0 0 3px #000); }", ["filter: drop-shadow(0 0 3px #000)"]],
  [".a { overflow: auto; }", ["overflow: auto"]],
  [".a { color: inherit; }", ["color: inherit"]],
  ["@media (min-width: 480px) { .a { opacity: 1; } }", ["@media (min-width: 480px)"]],
  [".a { display: flex; }", [".a: flex without flex-direction"]],
  [".a { width: 8px; padding: 8px; }", [".a: a size with padding, without box-sizing"]],
  ['.a > .b + .c::before { width: calc(100% / 3 - var(--u-gap)); content: ""; }', []],
])("finds what Skyline lacks in %s", (source, expected) => {
  expect(faultsOfStyles(source)).toEqual(expected);
});

test.each([
  ["<view>text</view>", ["text in <view>: text"]],
  ["<view><text>a<view /></text></view>", ["<view> in <text>"]],
  ["<movable-view />", ["<movable-view>"]],
  ['<view hidden="{{a > b}}"><text decode>a</text></view>', ["hidden", "decode"]],
  ['<image mode="top" />', ['mode="top"']],
])("finds what Skyline lacks in %s", (source, expected) => {
  expect(parseWxml(source).flatMap((element) => faultsOfElement(element, []))).toEqual(expected);
});
