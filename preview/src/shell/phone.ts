import type { CompiledProject } from "../build/compiled-project.ts";
import type { Phone } from "../wx/interface/create-user-interface.ts";
import { type Bar, barOf } from "./bar.ts";
import type { PageMessage } from "./messages.ts";

/** Creates the page's connection to the phone around it. It sends the phone what its navigation bar shows. */
export function createPhone(project: CompiledProject, isDarkModeOn: boolean) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let path = "";
  let canGoBack = false;
  /** Changes that pages made to their bars, by page. */
  const changes = new Map<string, Partial<Bar>>();

  function send(message: PageMessage): void {
    if (parent !== window) parent.postMessage(message, location.origin);
  }

  function show(): void {
    const bar = { ...barOf(project, path, isDarkModeOn && dark.matches ? "dark" : "light"), ...changes.get(path) };
    document.title = bar.title;
    send({ name: "bar", ...bar, canGoBack });
  }

  function change(changed: Partial<Bar>): void {
    changes.set(path, { ...changes.get(path), ...changed });
    show();
  }

  dark.addEventListener("change", show);
  const phone: Phone = {
    setTitle: (title) => change({ title }),
    setBarColors: ({ background, text }) => change({ ...(background && { background }), ...(text && { text }) }),
    copied: (text) => send({ name: "copied", text }),
  };
  return {
    ...phone,
    sent: () => send({ name: "sent" }),
    showPage(shown: string, isOverOthers: boolean) {
      path = shown;
      canGoBack = isOverOthers;
      show();
    },
  };
}

/** Number of last characters to keep. They suffice to distinguish an address or object key from others. */
const END_LENGTH = 12;

/** Shows a text in an element. If there is too little room, the middle of the text is hidden and its end stays visible. */
export function showCut(place: HTMLElement, text: string): void {
  const start = document.createElement("span");
  const end = document.createElement("span");
  start.className = "cut-start";
  start.textContent = text.slice(0, -END_LENGTH);
  end.textContent = text.slice(-END_LENGTH);
  place.classList.add("cut");
  place.replaceChildren(start, end);
}
