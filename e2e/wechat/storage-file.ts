import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** A phone's storage in a file. Each change is written as a whole or not at all, also if the process is killed. */
class StorageFile extends Map<string, string> {
  readonly #path: string;

  constructor(path: string) {
    super();
    if (existsSync(path)) {
      for (const [key, value] of Object.entries(JSON.parse(readFileSync(path, "utf8")))) super.set(key, String(value));
    }
    this.#path = path;
  }

  override set(key: string, value: string): this {
    super.set(key, value);
    this.#write();
    return this;
  }

  override delete(key: string): boolean {
    const isDeleted = super.delete(key);
    this.#write();
    return isDeleted;
  }

  #write(): void {
    const temporaryPath = `${this.#path}.new`;
    writeFileSync(temporaryPath, JSON.stringify(Object.fromEntries(this)));
    renameSync(temporaryPath, this.#path);
  }
}

/** Opens the storage that an earlier life left, or a new one. */
export function openStorage(path: string): Map<string, string> {
  return new StorageFile(path);
}
