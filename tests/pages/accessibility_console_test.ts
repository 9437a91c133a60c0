import { testAccessibility } from "tests/pages/support/accessibility.ts";
import { CONSOLE_PART_STATES } from "tests/pages/support/console_part_states.tsx";
import { CONSOLE_STATES } from "tests/pages/support/console_states.ts";

await testAccessibility([...CONSOLE_STATES, ...CONSOLE_PART_STATES]);
