const QUOTATION_MARKS = "\"'`“”„‟‘’‚‛«»‹›「」『』＂＇";

/** A value in quotation marks with a comment after it. */
const WRAPPED_BEFORE_COMMENT = /^(["'`])[^#]*\1\s*#/;

const INVISIBLE_AT_AN_END = /^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/;

/**
 * Finds characters around a variable's value that do not belong to it. For example, `docker run --env-file` keeps quotation marks, which
 * dotenv removes, so the same file would name another bucket, key or folder.
 *
 * @returns what is wrong, without quoting the value, or `undefined` if nothing is
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
