import type { Navigation } from "../host/page-stack.ts";
import type { TempFiles } from "./files/temp-files.ts";
import type { UserInterface } from "./interface/user-interface.ts";
import type { Network } from "./network/network.ts";

/** All that the preview's wx needs from the browser and the phone around the page. */
export interface WxEnvironment {
  /** As WeChat spells it: `zh_CN`, `en`. */
  readonly language: string;
  readonly network: Network;
  readonly files: TempFiles;
  readonly userInterface: UserInterface;
  readonly lifecycle: AppLifecycle;
  readonly privacy: PrivacyConsent;
  readonly storage: Storage;
  readonly navigate: (navigation: Navigation) => void;
  /** The component framework's, on the page that is shown. */
  readonly createSelectorQuery: () => unknown;
  readonly report: (message: string) => void;
}

export interface AppLifecycle {
  readonly onShow: Listeners<object>;
  readonly onHide: Listeners<object>;
}

/** Who hears of something: WeChat's `on` and `off` calls. */
export interface Listeners<Event> {
  readonly add: (listener: (event: Event) => void) => void;
  /** All of them, if none is named. */
  readonly remove: (listener?: (event: Event) => void) => void;
  readonly tell: (event: Event) => void;
}

/** The person's consent to the privacy notice. */
export interface PrivacyConsent {
  readonly isGiven: () => boolean;
  /** What the mini program shows instead of WeChat's own question. The last one given counts. */
  readonly onNeeded: (ask: AskForConsent) => void;
  /** Resolves when consent is there. @throws {WxFailure} if it is refused */
  readonly require: (referrer: string) => Promise<void>;
  /** A button with open-type="agreePrivacyAuthorization" was tapped. */
  readonly agreeWith: (buttonId: string) => void;
}

export type AskForConsent = (
  resolve: (answer: { event: string; buttonId?: string }) => void,
  info: { referrer: string },
) => void;
