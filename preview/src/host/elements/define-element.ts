import { glassEasel } from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";
import type { ElementBehaviour, ElementDefinition, ElementHandle, PropertyDefault } from "./element.ts";

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
}

/** Registers a built-in element for every page and component. */
export function defineElement({ space, name, definition, templates }: DefineElementOptions): void {
  const { data = {} } = definition;
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
      ...Object.fromEntries(ARIA_PROPERTIES.map((aria) => [aria, null])),
      ...Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, { type: typeOf(value), value }])),
    },
    data: () => ({ ...data }),
    observers: [
      {
        fields: [...names, "ariaLabel"].join(", "),
        observer() {
          behaviours.get(this)?.changed?.();
        },
      },
    ],
    lifetimes: {
      attached() {
        const behaviour = attach(handleOf(this));
        behaviours.set(this, behaviour);
        behaviour.changed?.();
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

function handleOf(component: glassEasel.GeneralComponent): ElementHandle {
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
    emit: (event, detail, options) => component.triggerEvent(event, detail, { bubbles: false, ...options }),
    onTap: (listener) => component.addListener("tap", listener),
  };
}

function typeOf(value: PropertyDefault): StringConstructor | NumberConstructor | BooleanConstructor | null {
  if (typeof value === "string") return String;
  if (typeof value === "number") return Number;
  return typeof value === "boolean" ? Boolean : null;
}
