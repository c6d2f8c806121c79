import type { RawRequest } from "../clients/send.ts";

/** Changes one thing of a request. */
export type AlterRequest = (honest: RawRequest) => RawRequest;

/** Sets a header; a list sends it as often as it has values, and an empty one not at all. */
export function header(name: string, value: string | readonly string[]): AlterRequest {
  return (honest) => ({ ...honest, headers: { ...honest.headers, [name]: value } });
}

/** Sends a header twice: as it was signed, and once more with a value of its own, before it or behind it. */
export function doubled(name: string, place: "before" | "behind", value?: string): AlterRequest {
  return (honest) => {
    const signed = headerOf(honest, name);
    const added = value ?? signed;
    return header(name, place === "before" ? [added, signed] : [signed, added])(honest);
  };
}

export function without(name: string): AlterRequest {
  return ({ headers, ...honest }) => ({
    ...honest,
    headers: Object.fromEntries(Object.entries(headers).filter(([candidate]) => candidate !== name)),
  });
}

export function authorization(pattern: string | RegExp, replacement: string): AlterRequest {
  return (honest) =>
    header(
      "Authorization",
      headerOf(honest, "Authorization").replace(pattern, () => replacement),
    )(honest);
}

export function url(pattern: string | RegExp, replacement: string): AlterRequest {
  return (honest) => ({ ...honest, url: honest.url.replace(pattern, () => replacement) });
}

export function method(name: string): AlterRequest {
  return (honest) => ({ ...honest, method: name });
}

export function body(alter: (bytes: Buffer) => Buffer): AlterRequest {
  return (honest) => ({ ...honest, body: alter(honest.body) });
}

/** The other place that a signature may stand in. */
export const signatureInQuery: AlterRequest = (honest) => {
  const query = headerOf(honest, "Authorization").replaceAll(";", "%3B");
  return { ...honest, url: `${honest.url}?${query}` };
};

/** Several changes that make one together. */
export function all(...alterations: readonly AlterRequest[]): AlterRequest {
  return (honest) => alterations.reduce((request, alter) => alter(request), honest);
}

export function headerOf({ headers }: RawRequest, name: string): string {
  const value = headers[name];
  if (typeof value !== "string") throw new Error(`the request has no header ${name}`);
  return value;
}
