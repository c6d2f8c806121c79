import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The repository's folder, from the working directory upwards. Neither `__dirname` nor `import.meta` works in both jest, which runs CommonJS,
 * and tsx, which runs ES modules.
 *
 * @throws {Error} outside of the repository
 */
export function repositoryFolder(from: string = process.cwd()): string {
  if (existsSync(join(from, "tsconfig.base.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("run this inside the repository");
  return repositoryFolder(parent);
}
