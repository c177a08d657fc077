import { approveDeviceLogin, denyDeviceLogin } from "../../domain/device-login/answer-device-login.ts";
import type { DeviceLogin } from "../../domain/device-login/find-device-login.ts";
import { LimitError, NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { DeviceLoginType } from "./device-login.ts";

const success = (name: string) =>
  builder.objectRef<{ deviceLogin: DeviceLogin }>(name).implement({
    fields: (t) => ({ deviceLogin: t.field({ type: DeviceLoginType, resolve: ({ deviceLogin }) => deviceLogin }) }),
  });

defineMutation("approveDeviceLogin", {
  description: "The program that shows this code acts for the person from now on. Only in a signed-in browser.",
  permission: "none",
  input: (t) => ({ userCode: t.string({ required: true }) }),
  success: success("ApproveDeviceLoginSuccess"),
  errors: [LimitError, NotAllowedError],
  run: async (command, input) => ({ deviceLogin: await approveDeviceLogin(command, input) }),
});

defineMutation("denyDeviceLogin", {
  description: "The program that shows this code is told so.",
  permission: "none",
  input: (t) => ({ userCode: t.string({ required: true }) }),
  success: success("DenyDeviceLoginSuccess"),
  errors: [LimitError, NotAllowedError],
  run: async (command, input) => ({ deviceLogin: await denyDeviceLogin(command, input) }),
});
