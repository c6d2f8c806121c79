import { urlEncode } from "@wx-cos-upload/cos-signature";
import type { WireHead } from "./generate-request.ts";
import type { Random } from "./random.ts";

/** Changes a request. It may return the request itself if there is nothing to change. */
type Mutation = (request: WireHead, random: Random) => WireHead;

/** The kinds of changes, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  unchanged: (request) => request,
  "one bit of the target": (request, random) => ({
    ...request,
    target: `/${flipBit(request.target.slice(1), random)}`,
  }),
  "one bit of a header": (request, random) => changeHeader(request, random, (value) => flipBit(value, random)),
  "one bit of the Authorization": (request, random) => changeAuthorization(request, (value) => flipBit(value, random)),
  method: (request, random) =>
    request.target.startsWith("/?") || request.target === "/"
      ? request
      : { ...request, method: random.pick(["GET", "HEAD", "PUT", "DELETE"]) },
  "headers reordered": (request, random) => ({ ...request, headers: shuffle(request.headers, random) }),
  "parameters reordered": (request, random) => changeQuery(request, (pairs) => shuffle(pairs, random)),
  "Authorization reordered": (request, random) =>
    changeAuthorization(request, (value) => shuffle(value.split("&"), random).join("&")),
  "list reordered": (request, random) =>
    changeAuthorization(request, (value) =>
      value.replace(
        /(q-header-list=)([^&]*)/,
        (_all, name: string, list: string) => name + shuffle(list.split(";"), random).join(";"),
      ),
    ),
  "a header doubled": (request, random) => {
    const doubled = random.pick(
      request.headers.filter(([name]) => !/^(?:host|content-length)$/i.test(name)).concat([["X-Other", "a"]]),
    );
    return { ...request, headers: [...request.headers, doubled] };
  },
  "a signed parameter doubled": (request, random) =>
    changeQuery(request, (pairs) => {
      const signed = pairs.filter((pair) => isListed(request, pair.split("=")[0] ?? ""));
      return signed.length === 0 ? pairs : [...pairs, random.pick(signed)];
    }),
  "a part of the signature doubled": (request, random) =>
    changeAuthorization(request, (value) => `${value}&${random.pick(value.split("&"))}`),
  "a name in a list doubled": (request) =>
    changeAuthorization(request, (value) => value.replace("q-header-list=", "q-header-list=host;")),
  "an empty name in a list": (request) =>
    changeAuthorization(request, (value) => value.replace(/(q-header-list=[^&;]*)/, "$1;")),
  "a header removed": (request, random) => {
    const removed = random.pick(
      request.headers.filter(([name]) => !/^(?:host|content-length)$/i.test(name)).concat([["X-Other", "a"]]),
    );
    return { ...request, headers: request.headers.filter((header) => header[0] !== removed[0]) };
  },
  "a parameter removed": (request, random) =>
    changeQuery(request, (pairs) => (pairs.length === 0 ? pairs : pairs.toSpliced(random.below(pairs.length), 1))),
  "hex digits in the other case": (request) => ({
    ...request,
    target: request.target.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  }),
  "a letter percent-encoded": (request, random) => encodeOne(request, random),
  "a space as +": (request) => ({ ...request, target: request.target.replaceAll("%20", "+") }),
  "a mark unencoded": (request) => ({
    ...request,
    target: request.target.replace(/%(?:21|27|28|29|2A|3A|7E)/g, (code) => decodeURIComponent(code)),
  }),
  "the path encoded twice": (request) => ({ ...request, target: request.target.replace(/%(?=[^?]*(?:\?|$))/, "%25") }),
  "Authorization percent-encoded": (request) => changeAuthorization(request, (value) => value.replaceAll(";", "%3B")),
  "header names in the other case": (request) => ({
    ...request,
    headers: request.headers.map(([name, value]) => [
      name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase(),
      value,
    ]),
  }),
  "white space around a header": (request, random) => changeHeader(request, random, (value) => ` \t${value} `),
  "an unsigned header added": (request) => ({ ...request, headers: [...request.headers, ["X-Other", "a"]] }),
};

/** Changes one bit of a text; the changed character is printable. */
export function flipBit(text: string, random: Random): string {
  for (let attempt = 0; attempt < 50 && text !== ""; attempt += 1) {
    const index = random.below(text.length);
    const changed = String.fromCharCode(text.charCodeAt(index) ^ (1 << random.below(8)));
    if (/[!-~]/.test(changed)) return text.slice(0, index) + changed + text.slice(index + 1);
  }
  return text;
}

function changeHeader(request: WireHead, random: Random, change: (value: string) => string): WireHead {
  const indexes = request.headers.flatMap(([name], index) => (/^content-length$/i.test(name) ? [] : [index]));
  const chosen = random.pick(indexes);
  return {
    ...request,
    headers: request.headers.map(([name, value], index) => [name, index === chosen ? change(value) : value]),
  };
}

/** Changes the Authorization, in the header or in the parameter `sign`. */
function changeAuthorization(request: WireHead, change: (value: string) => string): WireHead {
  return {
    ...request,
    target: request.target.replace(
      /([?&]sign=)([^&]*)/,
      (_all, name: string, value: string) => name + urlEncode(change(decodeURIComponent(value))),
    ),
    headers: request.headers.map(([name, value]) => [name, /^authorization$/i.test(name) ? change(value) : value]),
  };
}

function changeQuery(request: WireHead, change: (pairs: readonly string[]) => readonly string[]): WireHead {
  const [path = "", query = ""] = request.target.split(/\?(.*)/s);
  const pairs = change(query.split("&").filter((pair) => pair !== ""));
  return { ...request, target: pairs.length === 0 ? path : `${path}?${pairs.join("&")}` };
}

function isListed({ headers, target }: WireHead, parameter: string): boolean {
  const lists = `${headers.map(([, value]) => value).join("&")}&${decodeURIComponent(target)}`;
  return new RegExp(`q-url-param-list=[^&]*\\b${parameter}\\b`).test(lists);
}

function encodeOne(request: WireHead, random: Random): WireHead {
  const { target } = request;
  const places = [...target].flatMap((character, index) =>
    /[A-Za-z]/.test(character) && !/%.?$/.test(target.slice(Math.max(0, index - 2), index)) ? [index] : [],
  );
  if (places.length === 0) return request;
  const index = random.pick(places);
  const code = `%${target.charCodeAt(index).toString(16).toUpperCase()}`;
  return { ...request, target: target.slice(0, index) + code + target.slice(index + 1) };
}

/** The items in a random order. */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    const [a, b] = [shuffled[index], shuffled[other]];
    if (a !== undefined && b !== undefined) [shuffled[index], shuffled[other]] = [b, a];
  }
  return shuffled;
}
