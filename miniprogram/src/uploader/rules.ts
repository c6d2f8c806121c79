/**
 * What a value has to be, in words; what it then looks like in JSON, if the words are not what it looks like; and if it may be an object
 * too, the rules of what is in it.
 */
export type Rule = readonly [words: string, pattern?: { test(json: string): boolean } | undefined, inner?: Rules];
export type Rules = { readonly [name: string]: Rule };

export type JsonObject = Readonly<Record<string, unknown>>;

export const HTTP_URL: Rule = ['"https://sign.example.com"', /^"https?:\/\/[^\s/?#"]/i];
export const TEXT: Rule = ["text", /^".+"$/];

/** A whole number. */
export const range = (least: number, most = 2 ** 53): Rule => [
  `${least} to ${most}`,
  { test: (json) => Number.isInteger(+json) && +json >= least && +json <= most },
];

/** The JSON of a value; of what has none, as functions, `undefined`. */
export const jsonOf = (value: unknown): string => `${JSON.stringify(value)}`;

export const fits = (value: unknown, [words, pattern = RegExp(`^(${words})$`)]: Rule): boolean =>
  pattern.test(jsonOf(value));

export const isObject = (value: unknown): value is JsonObject => /^\{/.test(jsonOf(value));
