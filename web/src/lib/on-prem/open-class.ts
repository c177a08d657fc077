const NAME = "config";

/** Of the page's own address, which is only read. */
interface Address {
  readonly pathname: string;
  readonly searchParams: Pick<URLSearchParams, "get" | "toString">;
}

/** The class whose Config panel the address opens; null: none. */
export const openClass = ({ searchParams }: Address): string | null => searchParams.get(NAME);

/** The same address with that panel open, or with none. */
export function addressOf({ pathname, searchParams }: Address, classId: string | null): string {
  const query = new URLSearchParams(searchParams.toString());
  if (classId === null) query.delete(NAME);
  else query.set(NAME, classId);
  return query.size === 0 ? pathname : `${pathname}?${query}`;
}
