import type { SetBy } from "../generated/SetBy";
import type { SettingView } from "../generated/SettingView";

/** The clouds that offer presence, by their names in the configuration. */
export const CLOUDS: { name: string; label: string }[] = [
  { name: "global", label: "Global" },
  { name: "us-gov-l4", label: "US Government L4 (GCC High)" },
  { name: "us-gov-dod", label: "US Government L5 (DoD)" },
];

/** A cloud as people call it; one with addresses of its own by its name. */
export function cloudLabel(name: string): string {
  return CLOUDS.find((cloud) => cloud.name === name)?.label ?? name;
}

const SET_BY: Record<SetBy, string | null> = {
  default: null,
  file: null,
  environment: "Set by the environment",
  organisation: "Set by your organisation",
};

/** Who has the say on a setting, if it is not the user. */
export function setByWords(setting: Pick<SettingView, "set_by">): string | null {
  return SET_BY[setting.set_by];
}
