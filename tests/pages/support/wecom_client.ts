// A simulated WeCom desktop client: the native bridge that answers the calls of the JS-SDK in the sidebar.
import type { Page } from "playwright-core";

/** The client's answer by the name of the call: fields of the result, or an error. */
export type ClientAnswers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A call that the page made to the client. */
export interface ClientCall {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Adds a client to a page. It accepts every signature unless `answers` says otherwise, and records the calls. */
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

/** The recorded calls of one name. */
export async function clientCalls(page: Page, name: string): Promise<ClientCall[]> {
  const calls = await page.evaluate(() =>
    (globalThis as unknown as { clientCalls: ClientCall[] }).clientCalls
  );
  return calls.filter((call) => call.name === name);
}
