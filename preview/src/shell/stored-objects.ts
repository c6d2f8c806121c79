import { showCut } from "./phone.ts";
import type { ShellWords } from "./shell-words.ts";

/** An object in the local bucket, as the preview's server lists it. */
interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** Creates the panel's list of the objects in the local bucket, newest first. */
export function createStoredObjects(
  list: HTMLElement,
  note: HTMLElement,
  words: ShellWords,
): { refresh(): Promise<void> } {
  async function refresh(): Promise<void> {
    const response = await fetch("/preview/objects").catch(() => undefined);
    if (!response?.ok) return show([], words.noBucket);
    const objects: readonly StoredObject[] = await response.json();
    show(objects, objects.length === 0 ? words.noObjects : "");
  }

  function show(objects: readonly StoredObject[], text: string): void {
    note.textContent = text;
    note.hidden = text === "";
    list.replaceChildren(...objects.map(toLine));
  }

  return { refresh };
}

function toLine({ key, bytes }: StoredObject): HTMLLIElement {
  const address = `/preview/open?key=${encodeURIComponent(key)}`;
  const thumbnail = document.createElement("img");
  Object.assign(thumbnail, { src: address, alt: "" });
  // Show an empty frame for a video, or for a photo that this browser can't decode.
  thumbnail.addEventListener("error", () => thumbnail.removeAttribute("src"));
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  showCut(link, key.slice(key.lastIndexOf("/") + 1));
  link.title = key;
  const size = document.createElement("span");
  size.textContent = bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const line = document.createElement("li");
  line.append(thumbnail, link, size);
  return line;
}
