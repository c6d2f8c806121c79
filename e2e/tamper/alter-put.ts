import type { RawRequest } from "../clients/send.ts";

/** Returns a request with one change. */
export type AlterRequest = (honest: RawRequest) => RawRequest;

/** Sets a header. A list sends the header once for each value; an empty list removes it. */
export function header(name: string, value: string | readonly string[]): AlterRequest {
  return (honest) => ({ ...honest, headers: { ...honest.headers, [name]: value } });
}

/** Sends a header twice: with its signed value, and with another value before or after it. The default is the signed value again. */
export function doubled(name: string, place: "before" | "after", value?: string): AlterRequest {
  return (honest) => {
    const signed = headerOf(honest, name);
    const added = value ?? signed;
    return header(name, place === "before" ? [added, signed] : [signed, added])(honest);
  };
}

/** Removes a header. */
export function without(name: string): AlterRequest {
  return ({ headers, ...honest }) => ({
    ...honest,
    headers: Object.fromEntries(Object.entries(headers).filter(([candidate]) => candidate !== name)),
  });
}

/** Replaces a part of the Authorization header. */
export function authorization(pattern: string | RegExp, replacement: string): AlterRequest {
  return (honest) =>
    header(
      "Authorization",
      headerOf(honest, "Authorization").replace(pattern, () => replacement),
    )(honest);
}

/** Replaces a part of the URL. */
export function url(pattern: string | RegExp, replacement: string): AlterRequest {
  return (honest) => ({ ...honest, url: honest.url.replace(pattern, () => replacement) });
}

/** Sets the method. */
export function method(name: string): AlterRequest {
  return (honest) => ({ ...honest, method: name });
}

/** Changes the body. */
export function body(alter: (bytes: Buffer) => Buffer): AlterRequest {
  return (honest) => ({ ...honest, body: alter(honest.body) });
}

/** Adds the signature to the query, where COS accepts it too. */
export const signatureInQuery: AlterRequest = (honest) => {
  const query = headerOf(honest, "Authorization").replaceAll(";", "%3B");
  return { ...honest, url: `${honest.url}?${query}` };
};

/** Combines several changes. */
export function all(...alterations: readonly AlterRequest[]): AlterRequest {
  return (honest) => alterations.reduce((request, alter) => alter(request), honest);
}

/** Returns the value of a header. @throws {Error} if the request has no such header, or has several */
export function headerOf({ headers }: RawRequest, name: string): string {
  const value = headers[name];
  if (typeof value !== "string") throw new Error(`The request has no header ${name}`);
  return value;
}
