/** Files the mini program may name, as WeChat keeps them for it. */
export interface TempFiles {
  /** Keeps a file. Gives its path: `wxfile://tmp_1f0c….jpg`. */
  readonly add: (file: Blob, extension: string) => string;
  readonly get: (path: string) => Blob | undefined;
  /** Writes a file at a path of the mini program's choice. */
  readonly set: (path: string, file: Blob) => void;
  /** Whether there was one. */
  readonly remove: (path: string) => boolean;
  /** Where the browser finds it. */
  readonly address: (path: string) => string | undefined;
}

export function createTempFiles(randomId: () => string): TempFiles {
  const files = new Map<string, Blob>();
  const addresses = new Map<string, string>();
  return {
    add(file, extension) {
      const path = `wxfile://tmp_${randomId()}${extension === "" ? "" : `.${extension}`}`;
      files.set(path, file);
      return path;
    },
    get: (path) => files.get(path),
    set: (path, file) => void files.set(path, file),
    remove(path) {
      const address = addresses.get(path);
      if (address !== undefined) URL.revokeObjectURL(address);
      addresses.delete(path);
      return files.delete(path);
    },
    address(path) {
      const file = files.get(path);
      if (file === undefined) return undefined;
      const address = addresses.get(path) ?? URL.createObjectURL(file);
      addresses.set(path, address);
      return address;
    },
  };
}

/** The extension of a file's name, in lower case: `jpg`; of its type where it has no name that says. */
export function extensionOf(name: string, type: string): string {
  const fromName = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1];
  return (fromName ?? /^\w+\/([a-z0-9]+)/.exec(type)?.[1] ?? "").toLowerCase();
}
