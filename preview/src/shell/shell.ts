import { wechatLanguage } from "./language.ts";
import { listenToMessages, type PageMessage, type PhoneMessage } from "./messages.ts";
import { showCut } from "./phone.ts";
import { shellWordsFor } from "./shell-words.ts";
import { createStoredObjects } from "./stored-objects.ts";
import "./shell.css";

/** How long to offer to open a copied address, in milliseconds. */
const CLIPBOARD_MS = 12_000;

let clipboardTimer: ReturnType<typeof setTimeout> | undefined;
const language = wechatLanguage(location.search, navigator.language);
const words = shellWordsFor(language);
document.documentElement.lang = language.replace("_", "-");

const phone = find("phone");
const back = find("back");
const clipboard = find("clipboard");
const screen = document.querySelector("iframe");
if (screen === null) throw new Error("The phone has no screen");
screen.title = words.screen;
screen.src = `/preview/page${location.search}${location.hash}`;

back.setAttribute("aria-label", words.back);
back.addEventListener("click", () => {
  const message: PhoneMessage = { name: "back" };
  screen.contentWindow?.postMessage(message, location.origin);
});
find("heading").textContent = words.heading;
find("introduction").textContent = words.introduction;
find("clipboard-open").textContent = words.open;
find("clipboard-close").setAttribute("aria-label", words.close);
find("clipboard-close").addEventListener("click", () => {
  clipboard.hidden = true;
});
for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a")) {
  if (link.lang === document.documentElement.lang) link.setAttribute("aria-current", "true");
}

/** The list of the local bucket, if the server has one. */
const objects = document.getElementById("bucket") === null ? undefined : createObjects();
void objects?.refresh();
listenToServer();
showTime();

listenToMessages<PageMessage>(["bar", "copied", "sent"], (message) => {
  if (message.name === "sent") return void objects?.refresh();
  if (message.name === "copied") return showCopied(message.text);
  document.title = message.title;
  find("title").textContent = message.title;
  back.hidden = !message.canGoBack;
  phone.style.setProperty("--bar-background", message.background);
  phone.style.setProperty("--bar-ink", /^(?:black|#000000)$/.test(message.text) ? "#17181a" : "#fff");
});

function createObjects() {
  find("bucket").textContent = words.bucket;
  return createStoredObjects(find("objects"), find("objects-note"), words);
}

/**
 * Offers to open a copied address. The preview's server signs addresses of objects in the private bucket, but only for this computer.
 * On another device, those addresses are not offered.
 */
function showCopied(text: string): void {
  const isOwn = URL.canParse(text) && new URL(text).hostname === location.hostname;
  const isSigned = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);
  if (!/^https?:\/\//.test(text) || (isOwn && !isSigned)) return;
  showCut(find("clipboard-text"), text);
  find("clipboard-open").setAttribute("href", isOwn ? `/preview/open?url=${encodeURIComponent(text)}` : text);
  clipboard.hidden = false;
  clearTimeout(clipboardTimer);
  clipboardTimer = setTimeout(() => {
    clipboard.hidden = true;
  }, CLIPBOARD_MS);
}

/** Reloads when the server reports a new build. */
function listenToServer(): void {
  const events = new EventSource("/preview/events");
  events.addEventListener("built", () => location.reload());
}

function showTime(): void {
  const show = () => {
    find("time").textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  };
  show();
  setInterval(show, 10_000);
}

function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The shell has no #${id}`);
  return found;
}
