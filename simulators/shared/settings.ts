import type { z } from "zod";
import type { ControlApi } from "simulators/shared/control_api.ts";

/** Adds the calls that read and change a simulator's settings; `schema` has them all as optional fields. */
export function addSettingsCalls<Settings extends object>(
  control: ControlApi,
  settings: Settings,
  schema: z.ZodObject,
): void {
  control.get("settings", "All settings", () => settings);
  control.post(
    "settings",
    "Changes settings",
    schema,
    (changes) => Object.assign(settings, changes),
  );
}
