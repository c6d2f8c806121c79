import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type Problem, placeOf } from "./problem.ts";

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
      try {
        const value: unknown = JSON.parse(text);
        if (isJsonObject(value)) return value;
        problems.push({ file: name(path), message: "holds no JSON object" });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const offset = /at position (\d+)/.exec(message)?.[1];
        problems.push({
          file: name(path),
          ...placeOf(text, offset === undefined ? text.length : Number(offset)),
          message,
        });
      }
      return {};
    },
  };
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
