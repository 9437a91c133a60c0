import type { Page } from "playwright-core";
import type { Look, Stage, VisitOptions, Visitor } from "tests/pages/support/browser_stack.ts";

/** What a scene is set up with; whoever looks gets the look. */
export interface Scenery {
  readonly stage: Stage;
  /** A visitor whose browser has the look of the scene. */
  visit(options?: VisitOptions): Promise<Visitor>;
}

/** One page in one state. */
export interface Scene {
  /** kebab-case, unique. */
  readonly name: string;
  /** False where the browser runs no script. */
  readonly script?: boolean;
  /** Brings a page into the state and returns it. */
  show(scenery: Scenery): Promise<Page>;
}

/** Shows a scene in a look, hands its page to `view`, and closes every browser it needed. */
export async function viewScene<T>(
  stage: Stage,
  scene: Scene,
  look: Look,
  view: (page: Page) => Promise<T>,
): Promise<T> {
  const visitors: Visitor[] = [];
  try {
    const page = await scene.show({
      stage,
      async visit(options) {
        const visitor = await stage.visit({ ...look, ...options });
        visitors.push(visitor);
        return visitor;
      },
    });
    return await view(page);
  } catch (error) {
    throw new Error(`Cannot view ${scene.name} (${Object.values(look).join(", ")})`, {
      cause: error,
    });
  } finally {
    await Promise.all(visitors.map((visitor) => visitor[Symbol.asyncDispose]()));
  }
}
