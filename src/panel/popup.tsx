import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import "./popup.css";

export interface PopupProps {
  /** Unique in the panel; `openPopup` takes it. */
  readonly id: string;
  /** What the popup is called, and its button where `label` is not another one. */
  readonly name: string;
  readonly label?: string;
  readonly icon?: IconName;
  readonly title?: string;
  readonly disabled?: boolean;
  /** Drawn while it is open only, so that forms begin anew. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button and what it opens: closed by Escape, by a click elsewhere, or from inside; the focus goes in and comes back. */
export function Popup({ id, name, label, icon, title, disabled = false, children }: PopupProps) {
  const [open, setOpen] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const isIconOnly = icon !== undefined && label === undefined;
  useEffect(() => {
    if (open) focusables(panel.current)[0]?.focus();
  }, [open]);
  const close = () => panel.current?.hidePopover();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLButtonElement)) return;
    const all = focusables(panel.current);
    event.preventDefault();
    all[(all.indexOf(event.target) + step + all.length) % all.length]?.focus();
  };
  return (
    <>
      <button
        type="button"
        class={`popup-button ${id}-anchor${isIconOnly ? " action" : ""}`}
        popovertarget={id}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={isIconOnly ? name : undefined}
        title={title ?? (isIconOnly ? name : undefined)}
        disabled={disabled}
      >
        {icon !== undefined && <Icon name={icon} />}
        {label ?? (isIconOnly ? "" : name)}
        {!isIconOnly && <Icon name="chevron-down" />}
      </button>
      <div
        id={id}
        ref={panel}
        popover="auto"
        class={`popup ${id}-popup`}
        role="dialog"
        aria-label={name}
        onToggle={(event) => setOpen(event.newState === "open")}
        onKeyDown={onKeyDown}
      >
        {open && children(close)}
      </div>
    </>
  );
}

/** Opens a popup from elsewhere. */
export function openPopup(id: string): void {
  document.getElementById(id)?.showPopover();
}

function focusables(within: HTMLElement | null): HTMLElement[] {
  const found = within?.querySelectorAll<HTMLElement>("button:enabled, input:enabled, select:enabled") ?? [];
  return [...found];
}
