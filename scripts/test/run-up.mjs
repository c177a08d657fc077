// node run-up.mjs CHECKOUT [flags]: what scripts/up.mjs does after the dependencies are there, on another checkout.
import { createSay } from "../up/say.mjs";
import { readSettings } from "../up/settings.mjs";
import { up } from "../up/up.mjs";

const [checkoutDir, ...flags] = process.argv.slice(2);
await up({ settings: readSettings(flags, process.env, checkoutDir), checkoutDir, say: createSay() });
