// The start page of the console.
import { openSession } from "tests/pages/support/sign_in_steps.ts";
import type { PageState } from "tests/pages/support/page_state.ts";

/** The console for an operator, and for a member who is not one. */
export const CONSOLE_STATES: readonly PageState[] = [
  consoleOf("console-home", "zhangsan"),
  consoleOf("console-not-allowed", "lisi"),
];

function consoleOf(name: string, user: string): PageState {
  return {
    name,
    async show({ stack, visit }) {
      const desktop = await visit();
      await openSession(stack, desktop, user);
      await desktop.page.goto(`${stack.url}/console`);
      return desktop.page;
    },
  };
}
