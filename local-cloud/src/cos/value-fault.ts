const QUOTATION_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』＂＇";

/** The same mark before and after, with a comment behind it. */
const WRAPPED_BEFORE_COMMENT = /^(["'`])[^#]*\1\s*#/;

const INVISIBLE_AT_AN_END = /^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/;

/**
 * What a tool has left around a variable's value that is no part of it. `docker run --env-file` keeps quotation marks, which dotenv takes off:
 * the same file would name another bucket, key or folder.
 *
 * @returns the reason without the value, or `undefined`: nothing is around it
 */
export function valueFault(value: string): string | undefined {
  const text = value.trim();
  const isMark = (character = "") => character !== "" && QUOTATION_MARKS.includes(character);
  if ((isMark(text[0]) && isMark(text.at(-1))) || WRAPPED_BEFORE_COMMENT.test(text)) {
    return "is wrapped in quotation marks; write the value without them";
  }
  if (text !== "" && value.endsWith("\r")) return "ends with a carriage return; save the file with line ends of Unix";
  if (INVISIBLE_AT_AN_END.test(value)) return "begins or ends with white space or an invisible character";
  return undefined;
}
