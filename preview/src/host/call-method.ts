/** Calls an optional method of a page or an app. Returns undefined if it has no such method. */
export function callMethod(owner: object, name: string, ...values: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(owner, name);
  return typeof method === "function" ? Reflect.apply(method, owner, [...values]) : undefined;
}
