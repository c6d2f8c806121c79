import type {
  AssociatedBackend,
  CodeSpace,
  glassEasel,
  Root,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Where pages and components are shown. */
export interface RootPlace {
  readonly backend: AssociatedBackend;
  readonly space: CodeSpace;
  readonly parent: HTMLElement;
}

/** A page, or a component by itself, that is shown. */
export interface ShownRoot {
  /** What `this` is in it. */
  readonly instance: object;
  readonly component: glassEasel.GeneralComponent;
  readonly html: HTMLElement;
  readonly remove: () => void;
}

export function showRoot({ backend, space, parent }: RootPlace, tag: string, path: string): ShownRoot {
  const root = backend.createRoot(tag, space, path);
  const placeholder = document.createElement("span");
  parent.append(placeholder);
  attach(root, parent, placeholder);
  const component = root.getComponent();
  const html: unknown = component.getBackendElement();
  if (!(html instanceof HTMLElement)) throw new TypeError(`${path} has no element`);
  const remove = () => {
    root.release();
    html.remove();
  };
  return { instance: root.get(), component, html, remove };
}

/** glass-easel's types have elements of their own, which the browser's fit but don't name. */
function attach(root: Root, parent: HTMLElement, placeholder: HTMLElement): void {
  Reflect.apply(root.attach, root, [parent, placeholder]);
}
