import { tick } from "svelte";

/** After a refusal: to the first field of the open dialog that is said to be wrong, which is then read out with why. */
export async function focusFault(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>('[role="dialog"] [aria-invalid="true"]')?.focus();
}
