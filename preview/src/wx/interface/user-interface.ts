/** What WeChat shows over a mini program, in the browser's page. */
export interface UserInterface {
  readonly showToast: (toast: Toast) => void;
  readonly hideToast: () => void;
  /** Resolves when the person has answered. */
  readonly showModal: (modal: Modal) => Promise<ModalAnswer>;
  /** Resolves with what was tapped. @throws {WxFailure} `cancel` */
  readonly showActionSheet: (items: readonly string[]) => Promise<number>;
  /** Photos or videos over the whole page, until they are closed. */
  readonly previewMedia: (media: readonly PreviewedMedium[], first: number) => void;
  readonly setTitle: (title: string) => void;
  readonly setBarColors: (colors: { readonly background?: string; readonly text?: string }) => void;
  /** Text went to the clipboard. */
  readonly copied: (text: string) => void;
}

export interface Toast {
  readonly title: string;
  readonly icon: "none" | "success" | "error" | "loading";
  /** `undefined`: until it is hidden. */
  readonly durationMs: number | undefined;
  /** Nothing below can be tapped. */
  readonly mask: boolean;
}

export interface Modal {
  readonly title: string;
  readonly content: string;
  readonly confirmText: string;
  readonly cancelText: string | undefined;
  readonly editable?: boolean;
  readonly placeholderText?: string;
}

export interface ModalAnswer {
  readonly confirm: boolean;
  readonly content: string | undefined;
}

export interface PreviewedMedium {
  /** Where the browser finds it. */
  readonly address: string;
  readonly type: "image" | "video";
}
