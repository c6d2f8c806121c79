import type { CompiledProject } from "../build/compiled-project.ts";
import { callMethod } from "../host/call-method.ts";
import { createHost, type Host } from "../host/create-host.ts";
import { launchOptionsOf } from "../host/launch-options.ts";
import { createWx } from "../wx/create-wx.ts";
import { createTempFiles } from "../wx/files/temp-files.ts";
import { createUserInterface } from "../wx/interface/create-user-interface.ts";
import { openPicker } from "../wx/interface/picker.ts";
import { wordsFor } from "../wx/interface/words.ts";
import { createLifecycle } from "../wx/lifecycle.ts";
import { createNetwork } from "../wx/network/network.ts";
import { createTransferQueue } from "../wx/network/transfer-queue.ts";
import { createPrivacyConsent } from "../wx/privacy-consent.ts";
import { createErrorPanel } from "./error-panel.ts";
import { wechatLanguage } from "./language.ts";
import { listenToMessages, type PhoneMessage } from "./messages.ts";
import { createPhone } from "./phone.ts";
import { readSettings } from "./settings.ts";
import "./page.css";

/** The mini program: build/bundle.ts makes the script that defines it. */
declare const previewProject: { readonly project: CompiledProject };
const { project } = previewProject;

/** Where the server provides the package's own files, such as images. */
const PACKAGE_FILES = "/preview/files/";

const report = createErrorPanel();
const language = wechatLanguage(location.search, navigator.language);
document.documentElement.lang = language.replace("_", "-");
const words = wordsFor(language);
const isDarkModeOn = project.app["darkmode"] === true;
document.documentElement.classList.toggle("wx-darkmode", isDarkModeOn);
const randomId = () => crypto.getRandomValues(new Uint32Array(4)).reduce((text, part) => text + part.toString(16), "");

const phone = createPhone(project, isDarkModeOn);
const userInterface = createUserInterface(words, phone);
const files = createTempFiles(randomId);
const { networkTimeout } = project.app;
const network = createNetwork({
  queue: createTransferQueue(),
  rules: { ...readSettings(), urlCheck: project.urlCheck, pageOrigin: location.origin },
  timeouts: typeof networkTimeout === "object" && networkTimeout !== null ? { ...networkTimeout } : {},
  isOnline: () => navigator.onLine,
  onEnd: phone.sent,
});
const privacy = createPrivacyConsent(localStorage, userInterface, words);
const firstPage = location.hash.slice(1) || (project.units[0]?.path ?? "");
const launch = launchOptionsOf(firstPage);
const lifecycle = createLifecycle(document, network, launch);
const environment = {
  language,
  network,
  files,
  userInterface,
  lifecycle,
  privacy,
  storage: localStorage,
  launch,
  navigate: (navigation: Parameters<Host["pages"]["navigate"]>[0]) => host.pages.navigate(navigation),
  findVideo: (id: string) => {
    const player = host.pages.top()?.html.querySelector(`#${CSS.escape(id)} > video`);
    return player instanceof HTMLVideoElement ? player : undefined;
  },
  pullDown: { start: () => host.pullDown.start(), stop: () => host.pullDown.stop() },
  createSelectorQuery: () => callMethod(host.pages.top()?.instance ?? {}, "createSelectorQuery"),
  report,
};
Object.assign(globalThis, { wx: createWx({ environment, browser: window, isDarkModeOn, randomId, now: Date.now }) });

const host: Host = createHost({
  project,
  launch,
  parent: document.getElementById("pages") ?? document.body,
  elements: {
    fileAddress,
    agreeToPrivacy: privacy.agreeWith,
    openPicker: (request) => openPicker(request, words),
  },
  report,
  onPageShown: (path) => phone.showPage(path, host.pages.instances().length > 1),
});
lifecycle.onShow.add((options) => {
  callMethod(host.app(), "onShow", options);
  host.pages.enterForeground();
});
lifecycle.onHide.add((reason) => {
  callMethod(host.app(), "onHide", reason);
  host.pages.enterBackground();
});
listenToMessages<PhoneMessage>(["back"], () => host.pages.navigate({ url: "", openType: "navigateBack", delta: 1 }));
host.pages.open(`/${firstPage.replace(/^\//, "")}`);

function fileAddress(path: string): string {
  const isElsewhere = path === "" || /^(?:https?|data|blob):/i.test(path);
  if (isElsewhere) return path;
  return files.address(path) ?? (path.startsWith("wxfile:") ? "" : PACKAGE_FILES + path.replace(/^\//, ""));
}
