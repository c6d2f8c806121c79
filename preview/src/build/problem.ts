/** An error that prevents the build of a mini program, with its location. */
export interface Problem {
  /** Relative to the project's directory, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** Reads as a sentence after the location: `is missing`. */
  readonly message: string;
}

/**
 * Formats a problem with its location, which terminals and editors turn into a link.
 *
 * @example
 * formatProblem({ file: "app.json", line: 3, column: 1, message: "is not valid JSON" }); // "app.json:3:1 is not valid JSON"
 */
export function formatProblem({ file, line, column, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}${column === undefined ? "" : `:${column}`}`;
  return `${place} ${message}`;
}

/** Returns the 1-based line and column of an offset in a text. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
