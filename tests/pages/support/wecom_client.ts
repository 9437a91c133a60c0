// What WeCom's desktop client puts into the pages of its sidebar: a native bridge that answers the JS-SDK's calls.
import type { Page } from "playwright-core";

/** How the client answers a call: what it puts into the answer, or its error. */
export type ClientAnswers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A call that the page made to the client. */
export interface ClientCall {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Gives a page a client that accepts every signature and answers as told; calls are recorded. */
export async function putIntoWecom(page: Page, answers: ClientAnswers): Promise<void> {
  await page.addInitScript((given: ClientAnswers) => {
    const calls: unknown[] = [];
    const invoke = (name: string, params: unknown, then: (answer: unknown) => void) => {
      calls.push({ name, params });
      setTimeout(() => then(given[name] ?? { err_msg: `${name}:ok` }));
    };
    Object.assign(globalThis, { WeixinJSBridge: { invoke, on() {} }, clientCalls: calls });
  }, answers);
}

/** The calls so far of one name. */
export async function clientCalls(page: Page, name: string): Promise<ClientCall[]> {
  const calls = await page.evaluate(() =>
    (globalThis as unknown as { clientCalls: ClientCall[] }).clientCalls
  );
  return calls.filter((call) => call.name === name);
}
