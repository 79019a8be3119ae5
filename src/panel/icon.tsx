import "./icon.css";

/** The codicons in use; their code points are in icon.css. */
export type IconName =
  | "check"
  | "chevron-down"
  | "chevron-right"
  | "circle-slash"
  | "clock"
  | "close"
  | "debug-continue"
  | "debug-pause"
  | "debug-stop"
  | "ellipsis"
  | "error"
  | "folder-opened"
  | "info"
  | "copy"
  | "loading"
  | "trash"
  | "warning";

/** A sign beside a word or a name that says the same; readers of the screen skip it. */
export function Icon({ name }: { readonly name: IconName }) {
  return <span class={`icon icon-${name}`} aria-hidden="true" />;
}
