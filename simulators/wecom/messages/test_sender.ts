import type { ChatEntry } from "simulators/wecom/state/chat_log.ts";
import { createTestSimulator } from "simulators/wecom/test_simulator.ts";

/** A simulator with a token of the default app, and ways to send its messages. For tests only. */
export async function createSender() {
  const simulator = createTestSimulator();
  const access_token = await simulator.token();
  const post = (name: string, body: unknown) => simulator.call(name, { access_token }, { body });
  return {
    ...simulator,
    post,
    /** Sends a text to `lisi`, with `changes` in the body. */
    message: (changes: Record<string, unknown> = {}) => {
      const text = { content: "你好" };
      const body = { touser: "lisi", agentid: 1000002, msgtype: "text", text, ...changes };
      return post("message/send", body);
    },
    /** Uploads a file of one kind; returns its media_id. */
    upload: async (type: string, beginning: string): Promise<string> => {
      const body = new FormData();
      const bytes = Uint8Array.from(`${beginning}......`, (character) => character.charCodeAt(0));
      body.set("media", new File([bytes], "a.bin"));
      const query = new URLSearchParams({ access_token, type });
      const path = `/cgi-bin/media/upload?${query}`;
      return (await (await simulator.send(path, { method: "POST", body })).json()).media_id;
    },
    sent: async (query = ""): Promise<ChatEntry[]> =>
      (await (await simulator.send(`/_control/sent?${query}`)).json()).messages,
  };
}
