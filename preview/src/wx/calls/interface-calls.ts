import { type Callbacks, call, succeed } from "../call.ts";
import type { WxEnvironment } from "../environment.ts";
import type { Toast } from "../interface/user-interface.ts";
import { wordsFor } from "../interface/words.ts";

interface ToastOption extends Callbacks<object> {
  readonly title?: string;
  readonly icon?: Toast["icon"];
  readonly duration?: number;
  readonly mask?: boolean;
}

interface ModalOption extends Callbacks<object> {
  readonly title?: string;
  readonly content?: string;
  readonly showCancel?: boolean;
  readonly confirmText?: string;
  readonly cancelText?: string;
  readonly confirmColor?: string;
  readonly cancelColor?: string;
  readonly editable?: boolean;
  readonly placeholderText?: string;
}

interface MediaOption extends Callbacks<object> {
  readonly sources: readonly { readonly url: string; readonly type?: "image" | "video" }[];
  readonly current?: number;
}

/** Creates the calls for toasts, dialogs, media previews, the navigation bar, the clipboard, and scrolling. */
export function createInterfaceCalls({ userInterface: ui, files, language, pullDown }: WxEnvironment) {
  const words = wordsFor(language);
  const addressOf = (path: string) => files.address(path) ?? path;
  return {
    showToast: (option: ToastOption = {}) => {
      const { title = "", icon = "success", duration = 1500, mask = false } = option;
      ui.showToast({ title, icon, durationMs: duration, mask });
      return succeed("showToast", option, {});
    },
    hideToast: (option?: Callbacks<object>) => {
      ui.hideToast();
      return succeed("hideToast", option, {});
    },
    showLoading: (option: ToastOption = {}) => {
      ui.showToast({ title: option.title ?? "", icon: "loading", durationMs: undefined, mask: option.mask ?? false });
      return succeed("showLoading", option, {});
    },
    hideLoading: (option?: Callbacks<object>) => {
      ui.hideToast();
      return succeed("hideLoading", option, {});
    },
    showModal: (option: ModalOption = {}) =>
      call("showModal", option, async () => {
        const { confirm, content } = await ui.showModal({
          title: option.title ?? "",
          content: option.content ?? "",
          confirmText: option.confirmText ?? words.confirm,
          cancelText: option.showCancel === false ? undefined : (option.cancelText ?? words.cancel),
          confirmColor: option.confirmColor,
          cancelColor: option.cancelColor,
          editable: option.editable ?? false,
          placeholderText: option.placeholderText ?? "",
        });
        return { confirm, cancel: !confirm, content: content ?? null };
      }),
    showActionSheet: (option: Callbacks<object> & { readonly itemList: readonly string[] }) =>
      call("showActionSheet", option, async () => ({ tapIndex: await ui.showActionSheet(option.itemList) })),
    previewImage: (option: Callbacks<object> & { readonly urls: readonly string[]; readonly current?: string }) => {
      const media = option.urls.map((url) => ({ address: addressOf(url), type: "image" as const }));
      ui.previewMedia(media, Math.max(0, option.urls.indexOf(option.current ?? "")));
      return succeed("previewImage", option, {});
    },
    previewMedia: (option: MediaOption) => {
      const media = option.sources.map(({ url, type = "image" }) => ({ address: addressOf(url), type }));
      ui.previewMedia(media, option.current ?? 0);
      return succeed("previewMedia", option, {});
    },
    setNavigationBarTitle: (option: Callbacks<object> & { readonly title: string }) => {
      ui.setTitle(option.title);
      return succeed("setNavigationBarTitle", option, {});
    },
    setNavigationBarColor: (
      option: Callbacks<object> & { readonly frontColor: string; readonly backgroundColor: string },
    ) => {
      ui.setBarColors({ background: option.backgroundColor, text: option.frontColor });
      return succeed("setNavigationBarColor", option, {});
    },
    setClipboardData: (option: Callbacks<object> & { readonly data: string }) =>
      call("setClipboardData", option, async () => {
        await writeClipboard(option.data);
        // Like WeChat, show the toast before the mini program's callbacks run.
        ui.showToast({ title: words.copied, icon: "none", durationMs: 1500, mask: false });
        ui.copied(option.data);
        return {};
      }),
    getClipboardData: (option?: Callbacks<object>) =>
      call("getClipboardData", option, async () => ({ data: await navigator.clipboard.readText() })),
    startPullDownRefresh: (option?: Callbacks<object>) => {
      pullDown.start();
      return succeed("startPullDownRefresh", option, {});
    },
    stopPullDownRefresh: (option?: Callbacks<object>) => {
      pullDown.stop();
      return succeed("stopPullDownRefresh", option, {});
    },
    pageScrollTo: (option: Callbacks<object> & { readonly scrollTop?: number; readonly selector?: string }) => {
      if (option.selector !== undefined)
        document.querySelector(option.selector)?.scrollIntoView({ behavior: "smooth" });
      else scrollTo({ top: option.scrollTop ?? 0, behavior: "smooth" });
      return succeed("pageScrollTo", option, {});
    },
  };
}

/** Writes to the clipboard. Browsers offer their clipboard API only on https and localhost; elsewhere this copies a selection. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text).catch(() => copySelection(text));
  copySelection(text);
}

function copySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
