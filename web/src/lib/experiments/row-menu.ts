import CircleStop from "@lucide/svelte/icons/circle-stop";
import Copy from "@lucide/svelte/icons/copy";
import Pencil from "@lucide/svelte/icons/pencil";
import RotateCcw from "@lucide/svelte/icons/rotate-ccw";
import SquareTerminal from "@lucide/svelte/icons/square-terminal";
import Trash2 from "@lucide/svelte/icons/trash-2";
import type { MenuItem } from "#lib/ui/menu.svelte";
import type { ExperimentRow } from "./experiment-row.ts";
import { logsHref, type RowCommands } from "./row-commands.ts";

const off = (action: { allowed: boolean; reason: string | null }): string | null =>
  action.allowed ? null : (action.reason ?? "It is not possible now.");

/** The row menu's items, in their fixed words; what is off says why. */
export function rowMenu(row: ExperimentRow, commands: RowCommands, go: (href: string) => void): readonly MenuItem[] {
  const { actions, latestRun } = row;
  const never = latestRun === null ? "It has not been trained yet." : null;
  return [
    {
      label: "Stop training",
      icon: CircleStop,
      key: "S",
      disabledReason: off(actions.halt),
      onselect: () => commands.stop(row),
    },
    { label: "View logs", icon: SquareTerminal, key: "L", disabledReason: never, onselect: () => go(logsHref(row)) },
    {
      label: "Train again from the start",
      icon: RotateCcw,
      disabledReason: never ?? off(actions.train),
      onselect: () => commands.train(row),
    },
    {
      label: "Edit experiment",
      icon: Pencil,
      key: "E",
      disabledReason: off(actions.edit),
      onselect: () => commands.edit(row),
    },
    {
      label: "Copy experiment",
      icon: Copy,
      key: "C",
      disabledReason: off(actions.copy),
      onselect: () => commands.copy(row),
    },
    {
      label: "Delete",
      icon: Trash2,
      apart: true,
      danger: true,
      disabledReason: off(actions.delete),
      onselect: () => commands.remove(row),
    },
  ];
}
