import { testAccessibility } from "tests/pages/support/accessibility.ts";
import { SIGN_IN_STATES } from "tests/pages/support/sign_in_states.ts";

await testAccessibility(SIGN_IN_STATES);
