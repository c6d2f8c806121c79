/** @jest-environment ./test/support/jsdom-environment.ts */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtInElements } from "../src/host/elements/index.ts";
import { launchOptionsOf } from "../src/host/launch-options.ts";
import { createCalls } from "../src/wx/create-wx.ts";
import { createFileCalls } from "../src/wx/files/file-system.ts";
import { createTempFiles } from "../src/wx/files/temp-files.ts";
import { createUserInterface } from "../src/wx/interface/create-user-interface.ts";
import { wordsFor } from "../src/wx/interface/words.ts";
import { createLifecycle } from "../src/wx/lifecycle.ts";
import { createNetwork } from "../src/wx/network/network.ts";
import { createTransferQueue } from "../src/wx/network/transfer-queue.ts";
import { createPrivacyConsent } from "../src/wx/privacy-consent.ts";
import { type Features, withFeatureTables } from "./support/feature-tables.ts";

const nothing = () => {};

/** Creates the real calls and elements, on jsdom. */
function createFeatures(): Features {
  // jsdom has no media queries.
  Object.assign(window, { matchMedia: () => new EventTarget() });
  const words = wordsFor("en");
  const userInterface = createUserInterface(words, { setTitle: nothing, setBarColors: nothing, copied: nothing });
  const files = createTempFiles(() => "1");
  const rules = { developServerUrl: null, domains: null, urlCheck: false, pageOrigin: location.origin };
  const network = createNetwork({ queue: createTransferQueue(), rules, timeouts: {}, isOnline: () => true });
  const launch = launchOptionsOf("pages/index/index");
  const environment = {
    language: "en",
    network,
    files,
    userInterface,
    lifecycle: createLifecycle(document, network, launch),
    privacy: createPrivacyConsent(localStorage, userInterface, words),
    storage: localStorage,
    launch,
    navigate: nothing,
    findVideo: () => undefined,
    pullDown: { start: nothing, stop: nothing },
    createSelectorQuery: nothing,
    report: nothing,
  };
  return {
    elements: builtInElements({
      fileAddress: (path) => path,
      report: nothing,
      navigate: nothing,
      openPicker: async () => undefined,
      agreeToPrivacy: nothing,
    }),
    calls: createCalls({ environment, browser: window, isDarkModeOn: false, randomId: () => "1", now: () => 0 }),
    fileCalls: createFileCalls(files),
  };
}

// `UPDATE_README=1 npx jest --runTestsByPath preview/test/readme.test.ts` writes the tables.
test.each([
  ["README.md", "en"],
  ["README.zh-CN.md", "zh"],
] as const)("%s lists the elements, events and calls that the preview has", (name, language) => {
  const file = join(__dirname, "..", name);
  const text = readFileSync(file, "utf8");
  const expected = withFeatureTables(text, language, createFeatures());
  if (process.env["UPDATE_README"] === "1") writeFileSync(file, expected);
  else expect(text).toBe(expected);
});
