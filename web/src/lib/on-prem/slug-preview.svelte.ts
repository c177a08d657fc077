import { browserClient } from "#lib/graphql/browser-client.ts";
import { sentence } from "./faults.ts";

const PAUSE_MS = 200;

export interface SlugPreview {
  /** Of the last name that was asked; null before the first. */
  readonly slug: string | null;
  /** Why the name cannot be taken; null when it can, or is not known yet. */
  readonly fault: string | null;
}

/** The server's slug for a name, asked when the typing pauses; null asks nothing. */
export function slugPreview(name: () => string | null): SlugPreview {
  let answer = $state.raw<SlugPreview>({ slug: null, fault: null });

  $effect(() => {
    const asked = name()?.trim() ?? "";
    if (asked === "") {
      answer = { slug: null, fault: null };
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      browserClient()
        .resourceClassSlug(asked)
        // The form is checked again when it is sent: without an answer there is only no preview.
        .then(
          (given) => {
            if (current) answer = given;
          },
          () => undefined,
        );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  });

  return {
    get slug() {
      return answer.slug;
    },
    get fault() {
      return answer.fault && sentence(answer.fault);
    },
  };
}
