import { testAccessibility } from "tests/pages/support/accessibility.ts";
import { CONSOLE_PART_STATES } from "tests/pages/support/console_part_states.tsx";
import { CONSOLE_STATES } from "tests/pages/support/console_states.ts";
import { PAGE_STATES } from "tests/pages/support/page_states.ts";
import { SIDEBAR_STATES } from "tests/pages/support/sidebar_states.ts";
import { SIGN_IN_STATES } from "tests/pages/support/sign_in_states.ts";

const elsewhere = new Set([
  ...SIGN_IN_STATES,
  ...CONSOLE_STATES,
  ...CONSOLE_PART_STATES,
  ...SIDEBAR_STATES,
]);

// Every state that no other file tests, so that a new group of states is tested too.
await testAccessibility(PAGE_STATES.filter((state) => !elsewhere.has(state)));
