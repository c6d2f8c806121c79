import type {
  AssociatedBackend,
  CodeSpace,
  glassEasel,
  Root,
} from "glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.js";

/** Where to show pages and components. */
export interface RootPlace {
  readonly backend: AssociatedBackend;
  readonly space: CodeSpace;
  readonly parent: HTMLElement;
}

/** A page that is shown, or a component that is shown without a page. */
export interface ShownRoot {
  /** The page's or component's `this`. */
  readonly instance: object;
  readonly component: glassEasel.GeneralComponent;
  readonly html: HTMLElement;
  readonly remove: () => void;
}

/**
 * Creates a page or a component and appends it to the parent element.
 *
 * @param prepare called with the component before it is attached
 */
export function showRoot(
  { backend, space, parent }: RootPlace,
  tag: string,
  path: string,
  prepare: (component: glassEasel.GeneralComponent) => void = () => {},
): ShownRoot {
  const root = backend.createRoot(tag, space, path);
  prepare(root.getComponent());
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

/** Attaches a root to the page. Browser elements work here, although glass-easel declares element types of its own. */
function attach(root: Root, parent: HTMLElement, placeholder: HTMLElement): void {
  Reflect.apply(root.attach, root, [parent, placeholder]);
}
