import type { LaunchOptions } from "../host/launch-options.ts";
import type { Navigation } from "../host/page-stack.ts";
import type { PullDown } from "../host/pull-down.ts";
import type { TempFiles } from "./files/temp-files.ts";
import type { UserInterface } from "./interface/user-interface.ts";
import type { Network } from "./network/network.ts";

/** Dependencies of the preview's `wx` on the browser and on the phone around the page. */
export interface WxEnvironment {
  /** In WeChat's spelling: `zh_CN`, `en`. */
  readonly language: string;
  readonly network: Network;
  readonly files: TempFiles;
  readonly userInterface: UserInterface;
  readonly lifecycle: AppLifecycle;
  readonly privacy: PrivacyConsent;
  readonly storage: Storage;
  /** How the mini program was opened. */
  readonly launch: LaunchOptions;
  readonly navigate: (navigation: Navigation) => void;
  /** Creates the component framework's selector query on the current page. */
  readonly createSelectorQuery: () => unknown;
  /** Returns the browser's player in the `<video>` with an id on the current page. */
  readonly findVideo: (id: string) => HTMLVideoElement | undefined;
  /** The refresh of the current page by a pull. */
  readonly pullDown: PullDown;
  readonly report: (message: string) => void;
}

/** The listeners behind wx.onAppShow and wx.onAppHide. */
export interface AppLifecycle {
  readonly onShow: Listeners<object>;
  readonly onHide: Listeners<object>;
}

/** The listeners behind one of WeChat's `on` and `off` calls. */
export interface Listeners<Event> {
  readonly add: (listener: (event: Event) => void) => void;
  /** Removes one listener, or all of them if none is given. */
  readonly remove: (listener?: (event: Event) => void) => void;
  /** Calls every listener. */
  readonly notify: (event: Event) => void;
}

/** The user's consent to the privacy notice. */
export interface PrivacyConsent {
  readonly isGiven: () => boolean;
  /** Sets the mini program's own dialog, which replaces WeChat's. The latest one is used. */
  readonly onNeeded: (ask: AskForConsent) => void;
  /** Resolves once the user has consented. Shows a dialog if necessary. @throws {WxFailure} if the user declines */
  readonly require: (referrer: string) => Promise<void>;
  /** Called when the user taps a button with open-type="agreePrivacyAuthorization". */
  readonly agreeWith: (buttonId: string) => void;
}

/** The mini program's own dialog. It calls `resolve` with each event in it. `referrer` is the call that needs consent. */
export type AskForConsent = (
  resolve: (outcome: { event: string; buttonId?: string }) => void,
  info: { referrer: string },
) => void;
