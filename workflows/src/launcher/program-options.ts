/** What the launcher's program can do besides launching. */
export const UNDER_RAY_OPTION = "--under-ray";
export const INSPECT_OPTION = "--inspect";
