import { commandOf } from "../../context.ts";
import { findDeviceLogin, type DeviceLogin } from "../../domain/device-login/find-device-login.ts";
import { builder } from "../builder/builder.ts";

export const DeviceLoginType = builder.objectRef<DeviceLogin>("DeviceLogin").implement({
  description: "A program that asks to act for the person who approves it.",
  fields: (t) => ({
    userCode: t.exposeString("userCode", { description: "What the program shows; the person compares it." }),
    clientId: t.exposeString("clientId", { description: "Which program: `arena-cli` is the command-line client." }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
  }),
});

builder.queryField("deviceLogin", (t) =>
  t.field({
    type: DeviceLoginType,
    description:
      "What waits for an answer under this code. An unknown, answered or expired code is the error `NOT_FOUND`; too many of them, `LIMIT`. Only in a signed-in browser.",
    args: { userCode: t.arg.string({ required: true }) },
    resolve: (_root, { userCode }, context) => findDeviceLogin(commandOf(context, null), userCode),
  }),
);
