/**
 * JSON that jsonb takes. It refuses zero bytes and halves of surrogate pairs, which trainers do print: one such line
 * must not stop a run's story.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value ?? {}, (_key, inner: unknown) =>
    typeof inner === "string" ? storableText(inner) : inner,
  );
}

/** Text that PostgreSQL takes, each character that it refuses replaced by U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
