import type { InstallView } from "../../generated/InstallView";
import type { UpdatesView } from "../../generated/UpdatesView";

export const NEWER = "Version 9.0.0 is available";

/** A newer version is known, and what is done about it. */
function known(install: InstallView): UpdatesView {
  return { check: true, set_by: "default", newer: NEWER, install };
}

export const UPDATES = {
  offered: known({ state: "offered" }),
  underWay: known({ state: "under-way", words: "Installing version 9.0.0…" }),
  failed: known({
    state: "failed",
    why: {
      code: "failed",
      title: "Version 9.0.0 can't be installed: no storage space",
      hint: "Make room on the disk, then try again",
    },
  }),
};
