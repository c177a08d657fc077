let opener: HTMLElement | null = null;

/**
 * Called before a dialog appears: remembers what had the focus. Of a menu's item it is the menu's button, since the item
 * goes; of one dialog after another it is what opened the first.
 */
export function rememberOpener(): void {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || active.closest("[role=dialog]") !== null) return;
  const menu = active.closest("[role=menu]");
  opener = menu === null ? active : document.querySelector<HTMLElement>(`[aria-controls="${menu.id}"]`);
}

/** To what opened the dialog, if it is still there. */
export function returnFocus(event: Event): void {
  event.preventDefault();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}
