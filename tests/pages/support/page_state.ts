import type { Page } from "playwright-core";
import type {
  BrowserStack,
  Look,
  VisitOptions,
  Visitor,
} from "tests/pages/support/browser_stack.ts";

/** What a page state is made with. */
export interface StateSetup {
  readonly stack: BrowserStack;
  /** Opens a browser context with the look in which the state is viewed. */
  visit(options?: VisitOptions): Promise<Visitor>;
}

/** One page in one state. */
export interface PageState {
  /** kebab-case, unique. */
  readonly name: string;
  /** False where the browser runs no script. */
  readonly script?: boolean;
  /** Brings a page into the state and returns it. */
  show(setup: StateSetup): Promise<Page>;
}

/** Brings a page into a state, calls `view` with it, and closes all its browser contexts. */
export async function viewPageState<T>(
  stack: BrowserStack,
  state: PageState,
  look: Look,
  view: (page: Page) => Promise<T>,
): Promise<T> {
  const visitors: Visitor[] = [];
  try {
    const page = await state.show({
      stack,
      async visit(options) {
        const visitor = await stack.visit({ ...look, ...options });
        visitors.push(visitor);
        return visitor;
      },
    });
    return await view(page);
  } catch (error) {
    throw new Error(`Cannot view ${state.name} (${Object.values(look).join(", ")})`, {
      cause: error,
    });
  } finally {
    await Promise.all(visitors.map((visitor) => visitor[Symbol.asyncDispose]()));
  }
}
