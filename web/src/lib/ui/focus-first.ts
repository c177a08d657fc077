/** Of a dialog's first field: takes the focus when it appears, which may be after the dialog has. */
export function focusFirst(element: HTMLElement): void {
  element.focus();
  // Again after the dialog's own choice, which is its first button.
  requestAnimationFrame(() => element.focus());
}
