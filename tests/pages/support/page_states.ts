import { CONSOLE_PART_STATES } from "tests/pages/support/console_part_states.tsx";
import { CONSOLE_STATES } from "tests/pages/support/console_states.ts";
import { OTHER_STATES } from "tests/pages/support/other_states.ts";
import type { PageState } from "tests/pages/support/page_state.ts";
import { SIMULATED_UPSTREAM_STATES } from "tests/pages/support/simulated_upstream_states.ts";
import { ACCOUNT_STATES } from "tests/pages/support/account_states.tsx";
import { WEBHOOK_STATES } from "tests/pages/support/webhook_states.tsx";
import { SIDEBAR_STATES } from "tests/pages/support/sidebar_states.ts";
import { SIGN_IN_STATES } from "tests/pages/support/sign_in_states.ts";

/** Every page in every state that a person can meet. */
export const PAGE_STATES: readonly PageState[] = [
  ...SIGN_IN_STATES,
  ...OTHER_STATES,
  ...CONSOLE_STATES,
  ...CONSOLE_PART_STATES,
  ...ACCOUNT_STATES,
  ...WEBHOOK_STATES,
  ...SIDEBAR_STATES,
  ...SIMULATED_UPSTREAM_STATES,
];
