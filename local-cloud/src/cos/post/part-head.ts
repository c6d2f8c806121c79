import { malformedForm } from "./form-fields.ts";

/** `Content-Disposition: form-data; …`. RFC 9110, 5.6.2: "token" */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/;
/** A parameter with a complete quoted string, or with a token. RFC 9110, 5.6.6 */
const PARAMETER = /[ \t]*;[ \t]*([0-9A-Za-z_*-]+)=(?:"(?:[^"\\]|\\.)*"|[^\s";,]+)[ \t]*/y;
const FORM_DATA = /^form-data(?=[ \t]*(?:;|$))/i;

/**
 * Checks the headers of a form's part. Parsers guess what a broken header means, and another parser guesses differently.
 *
 * @param text the headers without the empty line after them
 * @throws {CosError} MalformedPOSTRequest unless each line is a header, and exactly one of them is a Content-Disposition with
 *   complete parameters, no two of which have the same name
 * @see RFC 7578, 4.2
 */
export function checkPartHead(text: string): void {
  const headers = (text === "" ? [] : text.split("\r\n")).map((line) => {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw malformedForm(undefined, "A part has a line that is not a header.");
    return { name: name.toLowerCase(), value };
  });
  const [disposition, another] = headers.filter(({ name }) => name === "content-disposition");
  if (disposition === undefined) throw malformedForm(undefined, "A part has no name.");
  if (another !== undefined) throw malformedForm(undefined, "A part has more than one Content-Disposition.");
  checkDisposition(disposition.value.trimEnd());
}

function checkDisposition(value: string): void {
  const [type] = FORM_DATA.exec(value) ?? [];
  if (type === undefined) throw malformedForm(undefined, "The Content-Disposition of a part is not form-data.");
  const names: string[] = [];
  for (let at = type.length; at < value.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const [, name] = PARAMETER.exec(value) ?? [];
    if (name === undefined) throw malformedForm(undefined, `A part has a broken Content-Disposition: ${value}`);
    names.push(name.toLowerCase());
  }
  if (!names.includes("name")) throw malformedForm(undefined, "A part has no name.");
  if (new Set(names).size < names.length) throw malformedForm(undefined, "A part has a parameter twice.");
}
