/** A message from the page to the phone around it. */
export type PageMessage =
  | {
      readonly name: "bar";
      readonly title: string;
      readonly background: string;
      readonly text: string;
      readonly canGoBack: boolean;
    }
  | { readonly name: "copied"; readonly text: string }
  /** A request or an upload has ended, so the bucket may contain another object. */
  | { readonly name: "sent" };

/** A message from the phone to the page. */
export type PhoneMessage = { readonly name: "back" };

/** Listens to messages with the given names from frames of this preview. Ignores all other messages between windows. */
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
