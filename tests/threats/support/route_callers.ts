import { createBrowser, signIn } from "tests/support/browser.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import type { Stack } from "tests/support/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";

/** How a permitted caller calls each route. */
export interface RouteCallers {
  /** The id of a conversation that exists. */
  readonly conversationId: string;
  /** The address of a route; its parameters name existing things where possible. `params` are used unchanged. */
  pathOf(route: RouteEntry, params?: Readonly<Record<string, string>>): string;
  /** Headers of a caller who has the role that the route needs; none for a public one. */
  headersOf(route: RouteEntry): Record<string, string>;
}

const UNKNOWN_ID = "01890000-0000-7000-8000-000000000000";

/** Signs in a member of each role, and writes a conversation. */
export async function createRouteCallers(stack: Stack): Promise<RouteCallers> {
  const [operator, staff] = await Promise.all([
    signIn(stack, createBrowser(stack), "zhangsan"),
    signIn(stack, createBrowser(stack), "lisi"),
  ]);
  const tokens = { operator: operator.access_token, staff: staff.access_token };
  const conversationId = await seedConversation(stack.sql, {
    person: "wm-demo-1",
    lines: [{ at: new Date(stack.clock.now()), says: "在吗", isLeft: true }],
  });
  const usual: Readonly<Record<string, string>> = {
    app: "default",
    name: "robots",
    turnId: UNKNOWN_ID,
    messageId: UNKNOWN_ID,
    noteId: UNKNOWN_ID,
  };
  const idOf = (path: string) => {
    if (path.includes("/users/")) return "wm-demo-1";
    return path.includes("/conversations/") ? conversationId : UNKNOWN_ID;
  };
  return {
    conversationId,
    pathOf: ({ path }, params = {}) =>
      path.replaceAll(
        /{(\w+)}/g,
        (_, name: string) => params[name] ?? (name === "id" ? idOf(path) : usual[name]!),
      ),
    headersOf: ({ access }) =>
      access === "public" || typeof access === "object"
        ? {}
        : { authorization: `Bearer ${tokens[access]}` },
  };
}
