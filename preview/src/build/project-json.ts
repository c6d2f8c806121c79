import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import type { Problem } from "./problem.ts";

/** An object from a JSON file, with unchecked values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the JSON files of a project and collects their problems. */
export interface ProjectReader {
  readonly directory: string;
  readonly problems: Problem[];
  /** Returns a path relative to the project, as problems show it. */
  name(path: string): string;
  /** Reads the object in a JSON file. If the file is missing or invalid, adds a problem and returns an empty object. */
  json(path: string): JsonObject;
}

/** Creates a reader without problems for the project in a directory. */
export function createProjectReader(directory: string): ProjectReader {
  const problems: Problem[] = [];
  const name = (path: string) => relative(directory, path).split(sep).join("/");
  return {
    directory,
    problems,
    name,
    json(path) {
      if (!existsSync(path)) {
        problems.push({ file: name(path), message: "is missing" });
        return {};
      }
      const text = readFileSync(path, "utf8");
      const value = parseJson(text);
      if (isJsonObject(value)) return value;
      problems.push({ file: name(path), ...(jsonProblem(text) ?? { message: "does not contain a JSON object" }) });
      return {};
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the location of a JSON syntax error, or undefined if the text is valid. JSON.parse does not always report the location, so
 * esbuild parses the text again. Loads esbuild only on an error, because it cannot load in jsdom.
 */
function jsonProblem(text: string): Omit<Problem, "file"> | undefined {
  const { transformSync }: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  try {
    transformSync(text, { loader: "json", logLevel: "silent" });
    return undefined;
  } catch (failure) {
    const errors: unknown = typeof failure === "object" && failure !== null ? Reflect.get(failure, "errors") : [];
    const [first]: readonly import("esbuild").Message[] = Array.isArray(errors) ? errors : [];
    const { line = 1, column = 0 } = first?.location ?? {};
    return { line, column: column + 1, message: first?.text ?? "is not valid JSON" };
  }
}

/** Reads an optional JSON file. Returns an empty object, without adding a problem, if the file is missing. */
export function optionalJson(reader: ProjectReader, path: string): JsonObject {
  return existsSync(path) ? reader.json(path) : {};
}

/** Whether a value is an object and not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a field's object, or an empty object if the field is anything else. */
export function objectField(json: JsonObject, field: string): JsonObject {
  const value = json[field];
  return isJsonObject(value) ? value : {};
}

/** Returns the strings in a field's array, or an empty array if the field is anything else. */
export function textsField(json: JsonObject, field: string): readonly string[] {
  const value = json[field];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/** Returns the folder of app.json, which project.config.json names, as an absolute path. */
export function miniprogramRoot(projectDirectory: string): string {
  return readSettings(createProjectReader(projectDirectory)).root;
}

/**
 * Reads the project's settings. The developer's private file overrides the shared one. A folder that has app.json and no project.config.json
 * is a mini program without settings, such as the output of a framework: it may send requests to any address.
 */
export function readSettings(reader: ProjectReader): { readonly root: string; readonly urlCheck: boolean } {
  const file = join(reader.directory, "project.config.json");
  if (!existsSync(file)) {
    if (!existsSync(join(reader.directory, "app.json"))) {
      reader.problems.push({
        file: reader.name(file),
        message: "is missing, and so is app.json: no mini program is here",
      });
    }
    return { root: reader.directory, urlCheck: false };
  }
  const shared = reader.json(file);
  const own = optionalJson(reader, join(reader.directory, "project.private.config.json"));
  const setting = { ...objectField(shared, "setting"), ...objectField(own, "setting") };
  const root = shared["miniprogramRoot"];
  return {
    root: join(reader.directory, typeof root === "string" ? root : "."),
    urlCheck: setting["urlCheck"] !== false,
  };
}
