import { error } from "@sveltejs/kit";
import type { ActivityPage, ArenaClient } from "@arena/sdk";
import { ACTIVITY_CSV_HEAD, activityCsvLine } from "#lib/organization/activity-csv.ts";
import { subjectsOf } from "#lib/organization/activity-words.ts";
import { arenaClient } from "#lib/server/arena-client.ts";

/** At most as many ids may be asked at once. */
const READ_AT_ONCE = 100;

/** Every record of the organization, page by page as they are read. */
export async function GET({ locals, request }) {
  if (!locals.viewer?.permissions.includes("activity:read")) error(403, "Only Managers may read the activity records.");
  const client = arenaClient(request);
  const first = await client.activity({ first: READ_AT_ONCE });
  if (first === null) error(403, "Only Managers may read the activity records.");
  const text = lines(client, first);
  const body = new ReadableStream<string>({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await text.return(undefined)),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="activity.csv"',
      "cache-control": "no-store",
    },
  });
}

async function* lines(client: ArenaClient, first: ActivityPage): AsyncGenerator<string> {
  yield ACTIVITY_CSV_HEAD;
  for (let page: ActivityPage | null = first; page !== null;) {
    const records = page.edges.map(({ node }) => node);
    const names = await client.subjectNames(subjectsOf(records));
    yield records.map((record) => activityCsvLine(record, names.get(record.subjectId))).join("");
    if (!page.pageInfo.hasNextPage) return;
    page = await client.activity({ first: READ_AT_ONCE, after: page.pageInfo.endCursor });
  }
}
