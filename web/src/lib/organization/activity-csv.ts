import { csvCell } from "#lib/text/csv-cell.ts";
import { activitySentence, type ActivityRecord } from "./activity-words.ts";

export const ACTIVITY_CSV_HEAD = "at,person,email,what,action,subject,before,after,via,ip_address\r\n";

/** Who, what, before, after, when, from where; one record a line. */
export function activityCsvLine(record: ActivityRecord, subjectName: string | undefined): string {
  const cells = [
    record.at,
    record.person?.name ?? "",
    record.person?.email ?? "",
    activitySentence(record, subjectName),
    record.action,
    subjectName ?? record.subjectType,
    record.before == null ? "" : JSON.stringify(record.before),
    record.after == null ? "" : JSON.stringify(record.after),
    record.via,
    record.ipAddress ?? "",
  ];
  return `${cells.map(csvCell).join(",")}\r\n`;
}
