/** What the page tells the phone around it. */
export type PageMessage =
  | {
      readonly name: "bar";
      readonly title: string;
      readonly background: string;
      readonly text: string;
      readonly canGoBack: boolean;
    }
  | { readonly name: "copied"; readonly text: string }
  /** A request or an upload has come to its end, so the bucket may hold another object. */
  | { readonly name: "sent" };

/** What the phone tells the page. */
export type PhoneMessage = { readonly name: "back" };

/** Messages between two frames of this preview; anything else that windows send each other is passed over. */
export function listenToMessages<Message extends { readonly name: string }>(
  names: readonly Message["name"][],
  listener: (message: Message) => void,
): void {
  addEventListener("message", ({ origin, data }: MessageEvent<unknown>) => {
    if (origin === location.origin && isMessage(data, names)) listener(data);
  });
}

function isMessage<Message extends { readonly name: string }>(
  data: unknown,
  names: readonly Message["name"][],
): data is Message {
  if (typeof data !== "object" || data === null || !("name" in data)) return false;
  const { name } = data;
  return names.some((known) => known === name);
}
