import { type Browser, createBrowser, signIn } from "tests/support/browser.ts";
import type { Stack } from "tests/support/start_stack.ts";

/** One caller of each kind that may request a page of the console. */
export interface ConsoleCallers {
  readonly operator: Browser;
  readonly staff: Browser;
  readonly anonymous: Browser;
}

/** Signs an operator and a plain member in. */
export async function createConsoleCallers(stack: Stack): Promise<ConsoleCallers> {
  const [operator, staff] = [createBrowser(stack), createBrowser(stack)];
  await signIn(stack, operator, "zhangsan");
  await signIn(stack, staff, "lisi");
  return { operator, staff, anonymous: createBrowser(stack) };
}

/** Posts a form as a page of the console does, with this site's Origin. */
export function postConsoleForm(
  caller: Browser,
  publicUrl: string,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  return caller.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: publicUrl },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Reads all pages of a list, in order; `between` runs after each. */
export async function readAllPages<T>(
  caller: Browser,
  path: string,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await caller.fetch(path + query);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}${query}: ${response.status} ${text}`);
    const page: { items: T[]; nextCursor: string | null } = JSON.parse(text);
    items.push(...page.items);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return items;
}
