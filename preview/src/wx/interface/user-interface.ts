/** WeChat's own user interface around and over a mini program, in the browser. */
export interface UserInterface {
  readonly showToast: (toast: Toast) => void;
  readonly hideToast: () => void;
  /** Resolves when the user closes the dialog. */
  readonly showModal: (modal: Modal) => Promise<ModalResult>;
  /** Resolves with the index of the tapped item. @throws {WxFailure} `cancel` */
  readonly showActionSheet: (items: readonly string[]) => Promise<number>;
  /** Shows photos or videos over the whole page until the user closes them. */
  readonly previewMedia: (media: readonly PreviewedMedium[], first: number) => void;
  /** Saves a file for the user. `address` is a URL that the browser can load. */
  readonly saveFile: (address: string, name: string) => void;
  /** Opens a document outside of the mini program. `address` is a URL that the browser can load. */
  readonly openDocument: (address: string) => void;
  readonly setTitle: (title: string) => void;
  readonly setBarColors: (colors: { readonly background?: string; readonly text?: string }) => void;
  /** Called after text was copied to the clipboard. */
  readonly copied: (text: string) => void;
}

/** A toast, as wx.showToast and wx.showLoading show it. */
export interface Toast {
  readonly title: string;
  readonly icon: "none" | "success" | "error" | "loading";
  /** In milliseconds. `undefined` shows the toast until `hideToast`. */
  readonly durationMs: number | undefined;
  /** Whether the toast blocks taps on the page below it. */
  readonly mask: boolean;
}

/** A dialog, as wx.showModal shows it. Without `cancelText` it has one button. */
export interface Modal {
  readonly title: string;
  readonly content: string;
  readonly confirmText: string;
  readonly cancelText: string | undefined;
  /** A CSS colour. @default WeChat's green */
  readonly confirmColor?: string | undefined;
  /** A CSS colour. @default the colour of texts */
  readonly cancelColor?: string | undefined;
  readonly editable?: boolean;
  readonly placeholderText?: string;
}

/** The result of a dialog. `content` is the text of an editable one. */
export interface ModalResult {
  readonly confirm: boolean;
  readonly content: string | undefined;
}

/** A photo or video in the media viewer. */
export interface PreviewedMedium {
  /** A URL that the browser can load. */
  readonly address: string;
  readonly type: "image" | "video";
}
