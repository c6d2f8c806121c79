const QUOTATION_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』＂＇";

/** A quoted value with a comment after it. Docker's env files do not support comments after a value. */
const WRAPPED_BEFORE_COMMENT = /^(["'`])[^#]*\1\s*#/;

/** Characters that an editor does not show: white space, including the byte order mark, and characters without width. */
const INVISIBLE_AT_AN_END = /^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/;

/**
 * Finds characters around a value that a tool left there: quotation marks, white space, a carriage return.
 *
 * dotenv, and so `npm start`, removes them. `docker run --env-file` and `kubectl create --from-env-file` do not, so the same file would give
 * a different value: a different `OWNER_KEY`, and so a different folder for every user. They are rejected instead of removed, because a
 * secret may already be in use with them.
 *
 * @returns the reason, without the value; `undefined` if there are none
 */
export function valueFault(value: string): string | undefined {
  if (value === "") return undefined;
  const text = value.trim();
  if (text === "") return "contains only white space; write a value, or remove the variable";
  if (isQuoted(text)) {
    return "is wrapped in quotation marks, which docker run --env-file and kubectl --from-env-file keep; write the value without them";
  }
  if (value.endsWith("\r")) {
    return "ends with a carriage return; the file has Windows line endings: save it with Unix line endings";
  }
  if (INVISIBLE_AT_AN_END.test(value)) {
    return "has white space or an invisible character around it; write the value without it";
  }
  return undefined;
}

/** Whether a text is wrapped in quotation marks of any kind, or is a single one. */
export function isQuoted(text: string): boolean {
  const isMark = (character = "") => character !== "" && QUOTATION_MARKS.includes(character);
  return (isMark(text[0]) && isMark(text.at(-1))) || WRAPPED_BEFORE_COMMENT.test(text);
}
