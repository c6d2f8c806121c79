/** The mini program's temporary files, which WeChat identifies by path. */
export interface TempFiles {
  /** Stores a file. Returns its path: `wxfile://tmp_1f0c….jpg`. */
  readonly add: (file: Blob, extension: string) => string;
  readonly get: (path: string) => Blob | undefined;
  /** Stores a file at a path that the mini program chose. */
  readonly set: (path: string, file: Blob) => void;
  /** Removes a file. Returns whether it existed. */
  readonly remove: (path: string) => boolean;
  /** Returns a URL for a file that the browser can load, or undefined if there is no such file. */
  readonly address: (path: string) => string | undefined;
}

/** Creates an empty set of temporary files. */
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

/** Returns the extension of a file name in lower case: `jpg`. If the name has none, returns the subtype of the media type. */
export function extensionOf(name: string, type: string): string {
  const fromName = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1];
  return (fromName ?? /^\w+\/([a-z0-9]+)/.exec(type)?.[1] ?? "").toLowerCase();
}
