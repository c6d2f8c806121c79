import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

/** What engines had by ES2018, by object. The library's syntax and its types keep to it, so that old phones run it. */
const ES2018 = {
  globals:
    "Array ArrayBuffer Boolean DataView Date Error EvalError Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent eval isFinite isNaN parseFloat parseInt undefined",
  "Array.prototype":
    "length constructor concat copyWithin fill find findIndex lastIndexOf pop push reverse shift unshift slice sort splice includes indexOf join keys entries values forEach filter map every some reduce reduceRight toLocaleString toString",
  "String.prototype":
    "length constructor charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match normalize padEnd padStart repeat replace search slice split substr substring startsWith toString trim toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase valueOf",
  "Promise.prototype": "constructor then catch finally",
  Object:
    "length name prototype assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames getOwnPropertySymbols getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal setPrototypeOf values",
  Promise: "length name prototype all race resolve reject",
  Array: "length name prototype isArray from of",
};

/** What a mini program's scripts find besides the engine. By default the constructors do nothing, and timers run. */
export interface PhoneGlobals {
  readonly wx: object;
  readonly [name: string]: unknown;
}

/**
 * Runs CommonJS files as a phone does: in a global scope that has the engine's ES2018, `wx`, timers and the constructors of a mini program,
 * and nothing of Node or of browsers.
 *
 * @returns a function that requires a file by its path
 */
export function createPhone(globals: PhoneGlobals) {
  const modules = new Map<string, { exports: unknown }>();
  const context = createContext({
    ...{ App: () => {}, Page: () => {}, Component: () => {}, getApp: () => ({}), getCurrentPages: () => [] },
    ...{ setTimeout, clearTimeout, setInterval, clearInterval },
    ...globals,
  });
  const own = Object.keys(context).join(" ");
  const kept = { ...ES2018, globals: `${ES2018.globals} ${own}` };
  const deleted: unknown = runInContext(`(${deleteOthers})(this, ${JSON.stringify(kept)})`, context);

  function load(path: string): unknown {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    modules.set(path, module);
    const run: unknown = runInContext(
      `(function (require, module, exports) {${readFileSync(path, "utf8")}\n})`,
      context,
    );
    if (typeof run !== "function") throw new TypeError("no function");
    const require = (name: string) => load(new URL(name.replace(/(\.js)?$/, ".js"), `file://${path}`).pathname);
    run(require, module, module.exports);
    return module.exports;
  }

  return {
    load,
    /** What the engine had beyond ES2018. */
    deleted: Array.isArray(deleted) ? deleted.map(String) : [],
    /** The value of an expression in the phone's global scope. */
    evaluate: (code: string): unknown => runInContext(code, context),
  };
}

/** Runs in the phone's global scope. */
function deleteOthers(scope: object, kept: Readonly<Record<string, string>>): string[] {
  const deleted: string[] = [];
  for (const [path, names] of Object.entries(kept)) {
    let target: unknown = scope;
    if (path !== "globals") for (const name of path.split(".")) target = Object(target)[name];
    for (const name of Object.getOwnPropertyNames(target)) {
      if (names.split(" ").indexOf(name) >= 0) continue;
      if (Reflect.deleteProperty(Object(target), name)) deleted.push(name);
    }
  }
  return deleted;
}
