/** The machine does not let us make the interface. Nothing else depends on it, so the program goes on without. */
export class InterfaceRefused extends Error {
  readonly reason: string;
  readonly remedy: string;
  constructor(reason: string, remedy: string) {
    super(`${reason} ${remedy}`);
    this.reason = reason;
    this.remedy = remedy;
  }
}
