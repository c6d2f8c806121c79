import { WxFailure } from "../wx-failure.ts";
import { button, element, openDialog } from "./dialog.ts";
import type { Modal, ModalResult, PreviewedMedium, Toast, UserInterface } from "./user-interface.ts";
import type { Words } from "./words.ts";

/** The phone around the page. It does what the page itself can't. */
export type Phone = Pick<UserInterface, "setTitle" | "setBarColors" | "copied">;

/** Creates WeChat's user interface on the page. It passes changes of the navigation bar and copied text to the phone. */
export function createUserInterface(words: Words, phone: Phone): UserInterface {
  // Screen readers announce changes only in an element that has existed before the change.
  const announcer = element("div", "wx-announcer");
  announcer.setAttribute("role", "status");
  document.body.append(announcer);
  let toast: HTMLElement | undefined;
  let toastTimer: ReturnType<typeof setTimeout> | undefined;

  function hideToast(): void {
    clearTimeout(toastTimer);
    toast?.remove();
    toast = undefined;
    announcer.textContent = "";
  }

  return {
    ...phone,
    hideToast,
    showToast(shown) {
      hideToast();
      toast = renderToast(shown);
      document.body.append(toast);
      announcer.textContent = shown.title;
      if (shown.durationMs !== undefined) toastTimer = setTimeout(hideToast, shown.durationMs);
    },
    showModal,
    showActionSheet: (items) => showActionSheet(items, words),
    previewMedia: (media, first) => previewMedia(media, first, words),
    saveFile(address, name) {
      const link = element("a", "");
      Object.assign(link, { href: address, download: name });
      link.click();
    },
    openDocument: (address) => void window.open(address, "_blank", "noopener"),
  };
}

function renderToast({ title, icon, mask }: Toast): HTMLElement {
  const box = element("div", `wx-toast wx-toast-${icon}`);
  box.setAttribute("aria-hidden", "true");
  if (icon !== "none") box.append(element("div", `wx-toast-icon wx-toast-icon-${icon}`));
  box.append(element("div", "wx-toast-title", title));
  return mask ? element("div", "wx-toast-mask", box) : box;
}

function showModal(modal: Modal): Promise<ModalResult> {
  return new Promise((resolve) => {
    const dialog = element("dialog", "wx-modal");
    const field = element("input", "wx-modal-field");
    let confirm = false;
    const close = (isConfirmed: boolean) => () => {
      confirm = isConfirmed;
      dialog.close();
    };
    if (modal.title !== "") dialog.append(element("h2", "wx-modal-title", modal.title));
    if (modal.editable) {
      Object.assign(field, { value: modal.content, placeholder: modal.placeholderText ?? "" });
      field.setAttribute("aria-label", modal.placeholderText || modal.title);
      dialog.append(field);
    } else {
      dialog.append(element("p", "wx-modal-content", modal.content));
    }
    const actions = element("div", "wx-modal-actions");
    const append = (action: HTMLButtonElement, color = "") => {
      action.style.color = color;
      actions.append(action);
    };
    if (modal.cancelText !== undefined) {
      append(button("wx-modal-cancel", modal.cancelText, close(false)), modal.cancelColor);
    }
    append(button("wx-modal-confirm", modal.confirmText, close(true)), modal.confirmColor);
    dialog.append(actions);
    dialog.setAttribute("aria-label", modal.title || modal.content);
    openDialog(dialog, () => resolve({ confirm, content: modal.editable ? field.value : undefined }));
  });
}

function showActionSheet(items: readonly string[], words: Words): Promise<number> {
  return new Promise((resolve, reject) => {
    const dialog = element("dialog", "wx-sheet");
    let chosen: number | undefined;
    items.forEach((item, index) => {
      const choose = () => {
        chosen = index;
        dialog.close();
      };
      dialog.append(button("wx-sheet-item", item, choose));
    });
    dialog.append(button("wx-sheet-item wx-sheet-cancel", words.cancel, () => dialog.close()));
    dialog.setAttribute("aria-label", items.join(", "));
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close();
    });
    openDialog(dialog, () => (chosen === undefined ? reject(new WxFailure("cancel")) : resolve(chosen)));
  });
}

function previewMedia(media: readonly PreviewedMedium[], first: number, words: Words): void {
  const dialog = element("dialog", "wx-media");
  const strip = element("div", "wx-media-strip");
  const slides = media.map(({ address, type }, index) => {
    const label = `${index + 1} / ${media.length}`;
    const shown = type === "image" ? element("img", "wx-media-shown") : element("video", "wx-media-shown");
    if (shown instanceof HTMLVideoElement) shown.controls = true;
    if (shown instanceof HTMLImageElement) shown.alt = label;
    shown.src = address;
    return element("div", "wx-media-slide", shown, element("div", "wx-media-count", media.length > 1 ? label : ""));
  });
  strip.append(...slides);
  strip.tabIndex = 0;
  strip.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLVideoElement)) dialog.close();
  });
  dialog.append(
    strip,
    button("wx-media-close", words.close, () => dialog.close()),
  );
  dialog.setAttribute("aria-label", `${first + 1} / ${media.length}`);
  openDialog(dialog, () => {});
  slides[first]?.scrollIntoView();
}
