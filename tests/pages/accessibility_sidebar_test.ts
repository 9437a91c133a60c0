import { testAccessibility } from "tests/pages/support/accessibility.ts";
import { SIDEBAR_STATES } from "tests/pages/support/sidebar_states.ts";

await testAccessibility(SIDEBAR_STATES);
