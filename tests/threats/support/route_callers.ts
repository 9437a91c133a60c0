import { createBrowser, signIn } from "tests/support/browser.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import type { Stack } from "tests/support/start_stack.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";

/** How each route is reached by those whom it is for. */
export interface RouteCallers {
  /** A conversation that is there. */
  readonly conversationId: string;
  /** The address of a route; what its parameters name is there where it can be. `params` are sent as they are. */
  pathOf(route: RouteEntry, params?: Readonly<Record<string, string>>): string;
  /** Headers of a caller who has the role that the route needs; none for a public one. */
  headersOf(route: RouteEntry): Record<string, string>;
}

const NOBODYS_ID = "01890000-0000-7000-8000-000000000000";

/** Signs a member of each role in, and files a conversation. */
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
    turnId: NOBODYS_ID,
    messageId: NOBODYS_ID,
    noteId: NOBODYS_ID,
  };
  const idOf = (path: string) => {
    if (path.includes("/users/")) return "wm-demo-1";
    return path.includes("/conversations/") ? conversationId : NOBODYS_ID;
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
