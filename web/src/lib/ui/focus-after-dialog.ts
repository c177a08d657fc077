const GONE_WITHIN_MS = 1_000;

/** Where the button that opened a dialog goes with what the dialog did: the focus goes here, once the dialog has gone. */
export function focusAfterDialog(find: () => HTMLElement | null): void {
  const deadline = performance.now() + GONE_WITHIN_MS;
  const look = (): void => {
    const isOpen = document.querySelector("[role=dialog]") !== null;
    if (isOpen && performance.now() < deadline) requestAnimationFrame(look);
    else find()?.focus({ preventScroll: true });
  };
  requestAnimationFrame(look);
}
