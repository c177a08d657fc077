/**
 * How smoothly the table of 10,000 experiments scrolls, beside the floor of the same run: a page of the same height
 * with nothing on it. `node e2e/bench/table-scroll.ts [rows]`; needs ARENA_TEST_DATABASE_URL and a browser.
 */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { launchBrowser, signedIn } from "../browser.ts";
import { clientOf, createExperiment, firstProject, ppo, uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";

const FRAMES = 300;
const STEP_PX = 120;
const SCROLLED = ["at a steady pace through rows that were read", "to the end in leaps, rows read on the way"];

interface Scroll {
  readonly name: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly longestMs: number;
  readonly elements: number;
}

export async function benchTableScroll(rows: number): Promise<Scroll[]> {
  const system = await startSystem();
  const client = clientOf(system);
  const browser = await launchBrowser();
  try {
    const { id } = await createExperiment(client, ppo(), randomUUID());
    await copyExperiment(system, uuidOf(id), rows - 1);
    const page = await signedIn(browser, system);
    await page.goto("about:blank");
    await page.setContent(`<div style="height:${rows * 53}px"></div>`);
    const floor = await scroll(page, "floor: an empty page of the same height", STEP_PX);
    await page.goto(`${system.address}/projects/${await firstProject(client)}`);
    await page.getByRole("row").nth(5).waitFor();
    const leaps = await scroll(page, SCROLLED[1]!, Math.ceil((rows * 53) / FRAMES));
    await page.evaluate(() => scrollTo(0, 0));
    return [floor, await scroll(page, SCROLLED[0]!, STEP_PX), leaps];
  } finally {
    await browser.close();
    await client.close();
    await system.stop();
  }
}

async function copyExperiment({ pool }: System, id: string, copies: number): Promise<void> {
  await pool.query(
    `INSERT INTO experiment (id, organization_id, project_id, name, manifest, warnings, resource_class_id, created_at)
     SELECT gen_random_uuid(), organization_id, project_id, 'Sweep ' || number, manifest, warnings, resource_class_id, now() - number * interval '1 minute'
     FROM experiment, generate_series(1, $2::int) AS number WHERE id = $1`,
    [id, copies],
  );
}

/** One step a frame; what counts is the time from one frame to the next. */
async function scroll(page: Page, name: string, stepPx: number): Promise<Scroll> {
  const { gaps, elements } = await page.evaluate(
    async ({ frames, step }) => {
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      const all: number[] = [];
      let before = await frame();
      for (let index = 0; index < frames; index += 1) {
        scrollBy(0, step);
        const now = await frame();
        all.push(now - before);
        before = now;
      }
      return { gaps: all, elements: document.querySelectorAll("*").length };
    },
    { frames: FRAMES, step: stepPx },
  );
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), longestMs: at(1), elements };
}

if (import.meta.main) {
  for (const { name, p50Ms, p95Ms, longestMs, elements } of await benchTableScroll(Number(process.argv[2] ?? 10_000))) {
    const figures = [p50Ms, p95Ms, longestMs].map((ms) => `${ms.toFixed(1)} ms`.padStart(9)).join("  ");
    console.log(`${name.padEnd(50)} frame p50, p95, longest ${figures}  ${elements} elements`);
  }
}
