/** Prints the steps of the start: one line each, with the elapsed seconds counted up for those that take longer than one. */
export function createSay(out = process.stdout) {
  let openLine = "";
  const clear = () => {
    if (openLine !== "" && out.isTTY) out.write("\r\x1b[2K");
    openLine = "";
  };
  const line = (text) => {
    clear();
    out.write(`${text}\n`);
  };
  const progress = (text) => {
    if (out.isTTY) {
      clear();
      out.write(text);
      openLine = text;
    } else line(text);
  };
  return { line, step: (name, run) => runStep({ line, progress, everyMs: out.isTTY ? 1000 : 5000 }, name, run) };
}

async function runStep({ line, progress, everyMs }, name, run) {
  const startedAtMs = Date.now();
  let note = "";
  const show = () => progress(`  … ${name}${note === "" ? "" : `: ${note}`} (${elapsedSeconds(startedAtMs)} s)`);
  const first = setTimeout(show, 1000);
  const ticker = setInterval(show, everyMs);
  try {
    const detail = await run((text) => (note = text));
    line(`  ✓ ${name}${typeof detail === "string" && detail !== "" ? `: ${detail}` : ""}${suffix(startedAtMs)}`);
    return detail;
  } catch (error) {
    line(`  ✗ ${name}${suffix(startedAtMs)}`);
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(ticker);
  }
}

const elapsedSeconds = (startedAtMs) => Math.round((Date.now() - startedAtMs) / 1000);

function suffix(startedAtMs) {
  const elapsedMs = Date.now() - startedAtMs;
  return elapsedMs < 1000 ? "" : ` (${(elapsedMs / 1000).toFixed(1)} s)`;
}
