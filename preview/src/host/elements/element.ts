import type { PickerRequest, PickerResult } from "../../wx/interface/picker.ts";

/** Default of a built-in element's property. It also sets the property's type; `null` accepts any type. */
export type PropertyDefault = string | number | boolean | null;

/** The definition of a built-in element. Its template is in build/element-templates.ts. */
export interface ElementDefinition {
  /** Defaults of its own properties, by name in camel case. The properties that all elements have come on top. */
  readonly properties?: Readonly<Record<string, PropertyDefault>>;
  /** Initial values of the data that its template shows besides its properties. */
  readonly data?: Readonly<Record<string, PropertyDefault>>;
  /** Names of the events that it triggers itself. */
  readonly events?: readonly string[];
  /** Called once, when an element is attached to the page. */
  readonly attach?: (element: ElementHandle) => ElementBehaviour;
}

/** The callbacks of one attached element. */
export interface ElementBehaviour {
  /** Called after `attach`, and again whenever a property changes. */
  readonly changed?: () => void;
  /** Called once, when the element is removed from the page. */
  readonly detached?: () => void;
  /** The event handlers that its template binds, by name. */
  readonly handlers?: Readonly<Record<string, (event: NativeEvent) => void>>;
}

/** A browser event as glass-easel delivers it. */
export interface NativeEvent {
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One built-in element on a page. */
export interface ElementHandle {
  readonly html: HTMLElement;
  /** Returns the value of a property as a string. */
  readonly text: (property: string) => string;
  readonly number: (property: string) => number;
  readonly isOn: (property: string) => boolean;
  /** Returns the value of a property unconverted, for properties that accept any type. */
  readonly value: (property: string) => unknown;
  readonly id: () => string;
  /** Sets data of the template. */
  readonly show: (data: Readonly<Record<string, PropertyDefault>>) => void;
  /** Triggers one of the definition's events. It does not bubble by default. */
  readonly emit: (event: string, detail: object, options?: { readonly bubbles: boolean }) => void;
  readonly onTap: (listener: () => void) => void;
}

/** Dependencies of the built-in elements. */
export interface ElementContext {
  /** Returns the URL of a file that WXML names: a temporary file, a file of the package, or a web address. */
  readonly fileAddress: (path: string) => string;
  readonly report: (message: string) => void;
  readonly navigate: (navigation: { readonly url: string; readonly openType: string; readonly delta: number }) => void;
  /** Shows the dialog of a `<picker>`. Resolves with the user's choice. */
  readonly openPicker: (request: PickerRequest) => Promise<PickerResult>;
  /** Called when the user taps a button that agrees to the privacy notice. */
  readonly agreeToPrivacy: (buttonId: string) => void;
}
