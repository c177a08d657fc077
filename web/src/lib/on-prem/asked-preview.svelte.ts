const PAUSE_MS = 200;

/**
 * The server's answer to what is being typed, asked when the typing pauses; `nothing` while nothing is to be asked, or
 * before the first answer. Without an answer there is only no preview: the form is checked again when it is sent.
 */
export function askedPreview<Answer>(
  text: () => string | null,
  ask: (text: string) => Promise<Answer>,
  nothing: Answer,
): { readonly current: Answer } {
  let answer = $state.raw(nothing);

  $effect(() => {
    const asked = text()?.trim() ?? "";
    if (asked === "") {
      answer = nothing;
      return;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      ask(asked).then(
        (given) => {
          if (wanted) answer = given;
        },
        () => undefined,
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  });

  return {
    get current() {
      return answer;
    },
  };
}
