const PASSED_ON = new Set([
  "HOME",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "LANG",
  "LD_LIBRARY_PATH",
  "LOGNAME",
  "NO_PROXY",
  "PATH",
  "SHELL",
  "TMPDIR",
  "TZ",
  "USER",
  "VIRTUAL_ENV",
]);
const PASSED_ON_PREFIXES = ["LC_", "CUDA_", "NVIDIA_", "OMP_", "MKL_", "PYTHON"];

/** What a launcher and its trainer may see of the agent's environment: named, so that no token or password leaks. */
export function trainerEnvironmentOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (PASSED_ON.has(entry[0]) || PASSED_ON_PREFIXES.some((prefix) => entry[0].startsWith(prefix))),
  );
  return Object.fromEntries(entries);
}
