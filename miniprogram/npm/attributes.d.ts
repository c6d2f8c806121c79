import type { Properties, UploaderEvents } from "./miniprogram_dist/cos-uploader/index";

/** `select-change` → `onSelectChange` */
type HandlerName<EventName extends string> = EventName extends `${infer First}-${infer Second}`
  ? `on${Capitalize<First>}${Capitalize<Second>}`
  : `on${Capitalize<EventName>}`;

/** What the page passes to `<cos-uploader>`: its properties, a handler for each event, and the attributes of every component. */
export type CosUploaderAttributes = {
  readonly [Name in keyof Properties]?: Properties[Name] | null | undefined;
} & {
  readonly [Name in keyof UploaderEvents as HandlerName<Name>]?:
    | ((event: { readonly detail: UploaderEvents[Name] }) => void)
    | undefined;
} & {
  readonly id?: string | undefined;
};
