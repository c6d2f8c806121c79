/** Calls a method that a page or an app may have. */
export function callMethod(owner: object, name: string, ...values: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(owner, name);
  return typeof method === "function" ? Reflect.apply(method, owner, [...values]) : undefined;
}
