/** Variables of the environment as the process got them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and keeps what is wrong with each, so that all of it can be told at once. */
export interface VariableReader {
  /** The value, or `undefined` where the variable is missing or empty. */
  text(name: string): string | undefined;
  /** The value as `parse` reads it, which throws an Error that says what is wrong; else the default. */
  read<Value, Default = Value>(name: string, defaultValue: Default, parse: (text: string) => Value): Value | Default;
  /** Remembers that something is wrong. */
  reject(name: string, reason: string): void;
  /** What is wrong: `NAME: reason`. */
  readonly problems: readonly string[];
}

export function createVariableReader(environment: Environment): VariableReader {
  const problems: string[] = [];
  const text = (name: string) => environment[name] || undefined;
  const reject = (name: string, reason: string) => void problems.push(`${name}: ${reason}`);
  return {
    text,
    reject,
    problems,
    read(name, defaultValue, parse) {
      const value = text(name);
      if (value === undefined) return defaultValue;
      try {
        return parse(value);
      } catch (error) {
        reject(name, error instanceof Error ? error.message : String(error));
        return defaultValue;
      }
    },
  };
}

/** A parser of whole numbers in a range, ends included. */
export function wholeNumber(min: number, max: number, unit: string): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`"${text}" is not ${unit} from ${min} to ${max}`);
    return value;
  };
}

/** A parser of one of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new Error(`"${text}" is none of ${words.join(", ")}`);
    return word;
  };
}
