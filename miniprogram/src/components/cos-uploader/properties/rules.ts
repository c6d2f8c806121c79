import { describe, elementsOf, isRecord, readNumber } from "../../../uploader/platform-values";

/** How one property is read. A page, or the framework around it, may pass any value. */
export interface PropertyRule<Value> {
  /** What a page has to set, for warnings. */
  readonly type: string;
  /** The default. */
  readonly value: Value;
  /**
   * Whether `""`, `0`, `[]` and `false` are values of their own. Otherwise they mean the default, because frameworks pass the zero of a
   * property's type if a page sets nothing.
   */
  readonly hasZero: boolean;
  /** The value that is used. Undefined if the given one has the wrong type. */
  read(given: unknown): Value | undefined;
}

/** An object whose fields are validated where they are used. */
export type Fields = Readonly<Record<string, unknown>>;

export function rule<Value>(
  type: string,
  value: Value,
  read: (given: unknown) => Value | undefined,
  hasZero = false,
): PropertyRule<Value> {
  return { type, value, hasZero, read };
}

/** WXML passes `""` for an attribute without a value, and texts for attributes without braces. */
export function booleanRule(value: boolean): PropertyRule<boolean> {
  return rule("true or false", value, readBoolean, true);
}

export function readBoolean(given: unknown): boolean | undefined {
  if (given === "" || given === "true") return true;
  if (given === "false") return false;
  return typeof given === "boolean" || typeof given === "number" ? Boolean(given) : undefined;
}

/** @param hasZero whether 0 differs from the default */
export function numberRule(value: number, hasZero = false): PropertyRule<number> {
  return rule("a number of at least 0", value, readNumber, hasZero);
}

export function textRule(value: string): PropertyRule<string> {
  return rule("a text", value, (given) =>
    typeof given === "string" || typeof given === "number" ? String(given) : undefined,
  );
}

/** One of some words. */
export function wordRule<Word extends string>(value: Word, ...others: readonly Word[]): PropertyRule<Word> {
  const words = [value, ...others];
  const type = words.map((word) => `"${word}"`).join(" or ");
  return rule(type, value, (given) => words.find((word) => word === given));
}

/** A list of texts. Other elements are left out. */
export function textsRule(): PropertyRule<readonly string[]> {
  const isText = (element: unknown): element is string => typeof element === "string";
  return rule("an array of texts", [], (given) =>
    Array.isArray(given) ? elementsOf(given).filter(isText) : undefined,
  );
}

export function objectRule(): PropertyRule<Fields> {
  return rule("an object", {}, (given) => (isRecord(given) ? given : undefined));
}

/** A value that the page sets, or null. */
export function optionalRule<Value>(
  type: string,
  read: (given: unknown) => Value | undefined,
): PropertyRule<Value | null> {
  return rule(type, null, read);
}

/** A function. What it returns is validated where it is called. */
export function functionRule<Call extends (...values: never[]) => unknown>(): PropertyRule<Call | null> {
  const isCall = (given: unknown): given is Call => typeof given === "function";
  return optionalRule("a function", (given) => (isCall(given) ? given : undefined));
}

/** The value of a property, and a warning if the given one has the wrong type. */
export function readProperty<Value>(
  name: string,
  { type, value, hasZero, read }: PropertyRule<Value>,
  given: unknown,
): { readonly value: Value; readonly warning?: string } {
  if (given === undefined || given === null || (!hasZero && isZero(given))) return { value };
  const known = read(given);
  if (known !== undefined) return { value: known };
  return { value, warning: `The property ${name} is ${describe(given)}. Set ${type}. The default is used instead.` };
}

function isZero(given: unknown): boolean {
  return given === "" || given === 0 || given === false || (Array.isArray(given) && given.length === 0);
}
