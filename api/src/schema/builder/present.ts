type Present<Args> = { [Key in keyof Args]?: Exclude<Args[Key], null | undefined> };

/** Arguments without those that are null or left out. */
export function present<Args extends object>(args: Args): Present<Args> {
  return Object.fromEntries(
    Object.entries(args).filter(([, value]) => value !== null && value !== undefined),
  ) as Present<Args>;
}
