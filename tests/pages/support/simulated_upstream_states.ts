// The page of the simulated upstream: the phones of the accounts.
import type { PageState, StateSetup } from "tests/pages/support/page_state.ts";

/** The simulated upstream, from an open QR code to an account with messages. */
export const SIMULATED_UPSTREAM_STATES: readonly PageState[] = [
  state("sim-upstream-scan", async (call) => `?qr=${(await showQr(call)).key}`),
  state("sim-upstream-code", async (call) => {
    const { uuid, key } = await showQr(call);
    await call("_control/scan", { uuid });
    await call("_control/requireCode", { uuid });
    return `?qr=${key}`;
  }),
  state("sim-upstream-online", async (call) => {
    const { uuid } = await showQr(call);
    // An account of its own: a second login of one would end the first.
    const vid = `16880000${parseInt(uuid.slice(0, 6), 16).toString().padStart(8, "0")}`;
    await call("_control/login", { uuid, vid });
    await call("_control/inbound", { vid, content: "请问课程怎么报名？" });
    return `?instance=${uuid.slice(0, 8)}`;
  }),
  state("sim-upstream-expired", () => "?qr=0"),
];

type Call = (path: string, body: object) => Promise<{ data?: { uuid: string; Key: string } }>;

/** A page state with the address that `make` returns, below the simulator. */
function state(name: string, make: (call: Call) => string | Promise<string>): PageState {
  return {
    name,
    async show({ stack, visit }: StateSetup) {
      const call: Call = async (path, body) => {
        const url = `${stack.url}/sim/upstream/${path}`;
        return await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json();
      };
      const address = await make(call);
      const { page } = await visit();
      const base = stack.simulatorUrl.replace("/sim/wecom", "/sim/upstream");
      await page.goto(`${base}/${address}`);
      await page.locator(name === "sim-upstream-online" ? ".phone .tag-good" : "h1").waitFor();
      return page;
    },
  };
}

/** A new instance that shows a QR code. */
async function showQr(call: Call): Promise<{ uuid: string; key: string }> {
  const { uuid } = (await call("wxwork/init", { vid: "" })).data!;
  const { data } = await call("wxwork/getQrCode", { uuid });
  return { uuid, key: data!.Key };
}
