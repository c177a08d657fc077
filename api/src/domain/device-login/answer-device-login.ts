import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { recordActivity } from "../record-activity.ts";
import { withDeviceLogin, type DeviceLogin } from "./find-device-login.ts";

/** The device that shows this code acts for the person from now on, in their current organization. */
export function approveDeviceLogin(command: Command, input: { readonly userCode: string }): Promise<DeviceLogin> {
  return answer(command, input.userCode, "approve");
}

export function denyDeviceLogin(command: Command, input: { readonly userCode: string }): Promise<DeviceLogin> {
  return answer(command, input.userCode, "deny");
}

/** Once only: an answered code is not found again. */
function answer(command: Command, userCode: string, verb: "approve" | "deny"): Promise<DeviceLogin> {
  const once = (work: Parameters<typeof changeOnce<{ readonly found: DeviceLogin | null }>>[3]) =>
    changeOnce(command, `${verb}DeviceLogin`, { userCode }, work);
  return withDeviceLogin<DeviceLogin>(command, userCode, once, async (client, found) => {
    const column = verb === "approve" ? "approved_at" : "denied_at";
    await client.query(`UPDATE device_login SET person_id = $2, ${column} = now() WHERE id = $1`, [
      found.id,
      command.viewer.personId,
    ]);
    await recordActivity(client, command, {
      action: `device_login.${verb}`,
      subjectType: "DeviceLogin",
      subjectId: found.id,
      after: { clientId: found.clientId },
    });
    return found;
  });
}
