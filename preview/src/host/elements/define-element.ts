import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import { DOCUMENTED, DOCUMENTED_EVERYWHERE } from "./documented.ts";
import type { ElementBehaviour, ElementDefinition, ElementHandle, PropertyDefault } from "./element.ts";
import { toDashes } from "./property-names.ts";

/** Properties of every WXML element, with their defaults. https://developers.weixin.qq.com/miniprogram/dev/framework/view/component.html */
const COMMON_PROPERTIES: Readonly<Record<string, PropertyDefault>> = {
  hidden: false,
  hoverClass: "none",
  hoverStopPropagation: false,
  hoverStartTime: 50,
  hoverStayTime: 400,
};

/** ARIA properties of every WXML element. They accept any value: pages set `aria-checked` to booleans as well as strings. */
const ARIA_PROPERTIES = [
  "role label hidden checked disabled live busy expanded haspopup pressed required selected atomic relevant modal",
  "valuenow valuemin valuemax valuetext describedby labelledby controls owns level posinset setsize",
]
  .join(" ")
  .split(" ")
  .map((name) => `aria${name[0]?.toUpperCase()}${name.slice(1)}`);

/** Options of defineElement. */
export interface DefineElementOptions {
  readonly space: glassEasel.ComponentSpace;
  readonly name: string;
  readonly definition: ElementDefinition;
  /** glass-easel's template generators of all elements, by name. */
  readonly templates: Readonly<Record<string, unknown>>;
  /** Called once for each property that a page sets and the preview does not support. */
  readonly report: (message: string) => void;
}

/** Registers a built-in element for every page and component. */
export function defineElement({ space, name, definition, templates, report }: DefineElementOptions): void {
  const { data = {} } = definition;
  const { ignored = "", unsupported = {} } = DOCUMENTED[name] ?? {};
  const unsupportedDefaults = { ...DOCUMENTED_EVERYWHERE.unsupported, ...unsupported };
  const unmodelled = [...ignored.split(" ").filter(Boolean), ...Object.keys(unsupportedDefaults)];
  const reportUnsupported = createReporter(name, unsupportedDefaults, report);
  const attach = definition.attach ?? ((): ElementBehaviour => ({}));
  const behaviours = new WeakMap<object, ElementBehaviour>();
  const defaults = { ...COMMON_PROPERTIES, ...definition.properties };
  const names = Object.keys(defaults);
  const handlerNames = [
    "onLoad",
    "onError",
    "onPlay",
    "onPause",
    "onEnded",
    "onWaiting",
    "onTimeUpdate",
    "onLoadedMetadata",
    "onInput",
    "onFocus",
    "onBlur",
    "onKeydown",
  ];
  const component = space.defineComponent({
    is: `built-in/${name}`,
    options: {
      reflectToAttributes: true,
      writeIdToDOM: true,
      idPrefixGenerator: null,
      styleScope: glassEasel.StyleScopeManager.globalScope(),
    },
    template: { groupList: templates, content: templates[name] },
    properties: {
      ...Object.fromEntries([...ARIA_PROPERTIES, ...unmodelled].map((property) => [property, null])),
      // Unlike `value`, `default` also replaces a value of the wrong type, such as undefined.
      ...Object.fromEntries(
        Object.entries(defaults).map(([key, value]) => [key, { type: typeOf(value), default: () => value }]),
      ),
    },
    data: () => ({ ...data }),
    observers: [
      {
        fields: [...names, "ariaLabel"].join(", "),
        observer() {
          behaviours.get(this)?.changed?.();
        },
      },
      {
        fields: Object.keys(unsupportedDefaults).join(", "),
        observer() {
          reportUnsupported(Object(this).data);
        },
      },
    ],
    lifetimes: {
      attached() {
        const behaviour = attach(handleOf(this, definition.events ?? []));
        behaviours.set(this, behaviour);
        behaviour.changed?.();
        reportUnsupported(this.data);
      },
      detached() {
        behaviours.get(this)?.detached?.();
      },
    },
    methods: Object.fromEntries(
      handlerNames.map((handler) => [
        handler,
        function (this: object, event: { detail: Readonly<Record<string, unknown>> }) {
          behaviours.get(this)?.handlers?.[handler]?.(event);
        },
      ]),
    ),
  });
  space.setGlobalUsingComponent(name, component);
}

/** Returns a function that reports each unsupported property once, if an element's data has a value other than its default. */
function createReporter(
  name: string,
  defaults: Readonly<Record<string, PropertyDefault>>,
  report: (message: string) => void,
) {
  const reported = new Set<string>();
  return (data: Readonly<Record<string, unknown>>) => {
    for (const [property, value] of Object.entries(defaults)) {
      const current = data[property] ?? "";
      const isUnset = current === value || current === "" || current === false || /^0(?:r?px)?$/.test(String(current));
      if (isUnset || reported.has(property)) continue;
      reported.add(property);
      report(`The preview does not support <${name} ${toDashes(property)}>; its README lists what it supports`);
    }
  };
}

function handleOf(component: glassEasel.GeneralComponent, events: readonly string[]): ElementHandle {
  const html: unknown = component.getBackendElement();
  if (!(html instanceof HTMLElement)) throw new TypeError(`${component.is} has no element in the page`);
  const value = (property: string): unknown => component.data[property];
  return {
    html,
    text: (property) => String(value(property) ?? ""),
    number: (property) => Number(value(property) ?? 0) || 0,
    isOn: (property) => Boolean(value(property)),
    value,
    id: () => component.id,
    show: (data) => component.setData(data),
    emit(event, detail, options) {
      if (!events.includes(event)) throw new Error(`${component.is} does not declare its event ${event}`);
      component.triggerEvent(event, detail, { bubbles: false, ...options });
    },
    onTap: (listener) => component.addListener("tap", listener),
  };
}

function typeOf(value: PropertyDefault): StringConstructor | NumberConstructor | BooleanConstructor | null {
  if (typeof value === "string") return String;
  if (typeof value === "number") return Number;
  return typeof value === "boolean" ? Boolean : null;
}
