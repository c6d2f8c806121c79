import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import type { Problem } from "./problem.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads files of a project and keeps what is wrong with them. */
export interface ProjectReader {
  readonly directory: string;
  readonly problems: Problem[];
  /** A path as problems name it. */
  name(path: string): string;
  /** A JSON file's object; an empty one, and a problem, if it isn't one. */
  json(path: string): JsonObject;
}

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
      problems.push({ file: name(path), ...(whyNoJson(text) ?? { message: "holds no JSON object" }) });
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

/** Where a text stops being JSON, which JSON.parse does not always say. Loaded when it is needed, as esbuild runs in Node alone. */
function whyNoJson(text: string): Omit<Problem, "file"> | undefined {
  const { transformSync }: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  try {
    transformSync(text, { loader: "json", logLevel: "silent" });
    return undefined;
  } catch (failure) {
    const errors: unknown = typeof failure === "object" && failure !== null ? Reflect.get(failure, "errors") : [];
    const [first]: readonly import("esbuild").Message[] = Array.isArray(errors) ? errors : [];
    const { line = 1, column = 0 } = first?.location ?? {};
    return { line, column: column + 1, message: first?.text ?? "is no JSON" };
  }
}

/** An optional JSON file: an empty object, and no problem, if it isn't there. */
export function optionalJson(reader: ProjectReader, path: string): JsonObject {
  return existsSync(path) ? reader.json(path) : {};
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field that holds an object, or an empty one. */
export function objectField(json: JsonObject, field: string): JsonObject {
  const value = json[field];
  return isJsonObject(value) ? value : {};
}

/** A field that holds texts, or none. */
export function textsField(json: JsonObject, field: string): readonly string[] {
  const value = json[field];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/** The folder of app.json, absolute, as project.config.json names it. */
export function miniprogramRoot(projectDirectory: string): string {
  return readSettings(createProjectReader(projectDirectory)).root;
}

/** The project's settings: the shared file, and over it the one a developer keeps to themselves. */
export function readSettings(reader: ProjectReader): { readonly root: string; readonly urlCheck: boolean } {
  const shared = reader.json(join(reader.directory, "project.config.json"));
  const own = optionalJson(reader, join(reader.directory, "project.private.config.json"));
  const setting = { ...objectField(shared, "setting"), ...objectField(own, "setting") };
  const root = shared["miniprogramRoot"];
  return {
    root: join(reader.directory, typeof root === "string" ? root : "."),
    urlCheck: setting["urlCheck"] !== false,
  };
}
