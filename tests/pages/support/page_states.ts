import { CONSOLE_PART_SCENES } from "tests/pages/support/console_part_states.tsx";
import { CONSOLE_SCENES } from "tests/pages/support/console_states.ts";
import { OTHER_SCENES } from "tests/pages/support/other_states.ts";
import type { Scene } from "tests/pages/support/page_state.ts";
import { SIDEBAR_SCENES } from "tests/pages/support/sidebar_states.ts";
import { SIGN_IN_SCENES } from "tests/pages/support/sign_in_states.ts";

/** Every page in every state that a person can meet. */
export const SCENES: readonly Scene[] = [
  ...SIGN_IN_SCENES,
  ...OTHER_SCENES,
  ...CONSOLE_SCENES,
  ...CONSOLE_PART_SCENES,
  ...SIDEBAR_SCENES,
];
