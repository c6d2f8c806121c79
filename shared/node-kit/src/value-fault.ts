const QUOTATION_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』＂＇";

/** The same mark before and after, with a comment behind it. Docker's env files know no comments after a value. */
const WRAPPED_BEFORE_COMMENT = /^(["'`])[^#]*\1\s*#/;

/** What an editor shows as nothing: JavaScript's white space, the byte order mark among it, and what has no width. */
const INVISIBLE_AT_AN_END = /^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/;

/**
 * What a tool has left around a value that is no part of it: quotation marks, white space, a carriage return.
 *
 * dotenv, and so `npm start`, takes them off. `docker run --env-file` and `kubectl create --from-env-file` do not, so the same file would
 * give another value: another `OWNER_KEY`, and with it another folder for every user. They are rejected rather than taken off, since a secret
 * may have been used with them already.
 *
 * @returns the reason without the value, or `undefined`: nothing is around it
 */
export function valueFault(value: string): string | undefined {
  if (value === "") return undefined;
  const text = value.trim();
  if (text === "") return "holds only white space; write a value, or leave the variable out";
  if (isQuoted(text)) {
    return "is wrapped in quotation marks, which docker run --env-file and kubectl --from-env-file keep; write the value without them";
  }
  if (value.endsWith("\r")) {
    return "ends with a carriage return; the file has Windows line ends: save it with line ends of Unix";
  }
  if (INVISIBLE_AT_AN_END.test(value)) {
    return "has white space or an invisible character around it; write the value without it";
  }
  return undefined;
}

/** Whether a text is wrapped in quotation marks, of whatever kinds, or is but one. */
export function isQuoted(text: string): boolean {
  const isMark = (character = "") => character !== "" && QUOTATION_MARKS.includes(character);
  return (isMark(text[0]) && isMark(text.at(-1))) || WRAPPED_BEFORE_COMMENT.test(text);
}
