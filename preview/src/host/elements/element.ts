import type { PickerAnswer, PickerQuestion } from "../../wx/interface/picker.ts";

/** A property of a built-in element; the value's type is the property's, and `null` takes any. */
export type PropertyDefault = string | number | boolean | null;

export interface ElementDefinition {
  /** By name in camel case, beyond those that all elements have: what each is unless WXML says otherwise. */
  readonly properties?: Readonly<Record<string, PropertyDefault>>;
  /** What its template shows besides its properties. */
  readonly data?: Readonly<Record<string, PropertyDefault>>;
  /** Called once, when an element has come into the page. */
  readonly attach?: (element: ElementHandle) => ElementBehaviour;
}

export interface ElementBehaviour {
  /** Called at once and whenever a property has changed. */
  readonly changed?: () => void;
  /** What its template binds, by name. */
  readonly handlers?: Readonly<Record<string, (event: NativeEvent) => void>>;
}

/** What a browser's event says, as glass-easel passes it on. */
export interface NativeEvent {
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One built-in element on a page. */
export interface ElementHandle {
  readonly html: HTMLElement;
  /** The value of a property. */
  readonly text: (property: string) => string;
  readonly number: (property: string) => number;
  readonly isOn: (property: string) => boolean;
  /** As it was given, for properties that take any value. */
  readonly value: (property: string) => unknown;
  readonly id: () => string;
  /** Shows data. */
  readonly show: (data: Readonly<Record<string, PropertyDefault>>) => void;
  /** Tells the page, as the element's own event. */
  readonly emit: (event: string, detail: object, options?: { readonly bubbles: boolean }) => void;
  readonly onTap: (listener: () => void) => void;
}

/** What built-in elements need from where they are. */
export interface ElementContext {
  /** Where a browser finds a file that WXML names: a temporary file, one of the package, or a web address. */
  readonly fileAddress: (path: string) => string;
  readonly report: (message: string) => void;
  readonly navigate: (navigation: { readonly url: string; readonly openType: string; readonly delta: number }) => void;
  /** Asks the person what `<picker>` asks. */
  readonly openPicker: (question: PickerQuestion) => Promise<PickerAnswer>;
  /** The person agreed to the privacy notice with a button. */
  readonly agreeToPrivacy: (buttonId: string) => void;
}
