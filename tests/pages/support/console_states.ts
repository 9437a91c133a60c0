// The console's start page; its parts are beside the services that serve them.
import { signInDirectly } from "tests/pages/support/sign_in_steps.ts";
import type { Scene } from "tests/pages/support/page_state.ts";

/** The console as an operator sees it, and as everybody else does. */
export const CONSOLE_SCENES: readonly Scene[] = [
  consoleOf("console-home", "zhangsan"),
  consoleOf("console-not-allowed", "lisi"),
];

function consoleOf(name: string, user: string): Scene {
  return {
    name,
    async show({ stage, visit }) {
      const desktop = await visit();
      await signInDirectly(stage, desktop, user);
      await desktop.page.goto(`${stage.url}/console`);
      return desktop.page;
    },
  };
}
