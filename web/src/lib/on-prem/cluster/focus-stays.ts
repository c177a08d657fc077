/** Of what may go while it has the focus: the focus then stays near, on what `next` finds. */
export function focusStays(next: (element: HTMLElement) => HTMLElement | null | undefined) {
  return (element: HTMLElement): (() => void) => {
    let heir: HTMLElement | null = null;
    const take = (): void => void (heir = next(element) ?? null);
    // With nowhere to go the focus may be lost since the element goes: that is seen at the end.
    const leave = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) heir = null;
    };
    element.addEventListener("focusin", take);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("focusin", take);
      element.removeEventListener("focusout", leave);
      if (document.activeElement === document.body || element.contains(document.activeElement))
        heir?.focus({ preventScroll: true });
    };
  };
}
