/** What the launcher's program can do besides launching. */
export const UNDER_RAY_OPTION = "--under-ray";
export const INSPECT_OPTION = "--inspect";
/** As the one before, and a launcher that hangs is ended for it. */
export const TAKE_OVER_OPTION = "--take-over";
