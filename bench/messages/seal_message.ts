import { sealCallback, textMessageXml } from "packages/testkit/sealed_callback.ts";
import { encodeRequest } from "bench/harness/http_connection.ts";
import { BENCH_WECOM } from "bench/harness/service.ts";

/** The bytes of a callback with a text message of this member, encrypted and signed now. */
export function sealMessage(userId: string): Uint8Array {
  const atSeconds = Math.floor(Date.now() / 1000);
  const { corpId, agentId, token, encodingAesKey } = BENCH_WECOM;
  const message = textMessageXml({
    ToUserName: corpId,
    FromUserName: userId,
    CreateTime: String(atSeconds),
    Content: "在吗？我想问一下下周的课程安排",
    AgentID: agentId,
  });
  const sealed = sealCallback(message, { token, encodingAesKey, receiveId: corpId, atSeconds });
  const query = new URLSearchParams(sealed.query);
  const headers = ["content-type: text/xml"];
  return encodeRequest("POST", `/api/v1/wecom/callback?${query}`, headers, sealed.body);
}
