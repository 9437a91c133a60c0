import { SIMULATED_WECOM } from "embedded/simulated_corps.ts";

/**
 * Puts a file into the simulated WeCom, as if a person had sent it; returns its media id.
 * @param send a request to the simulator, by its path
 */
export async function uploadMedia(
  send: (path: string, init?: RequestInit) => Promise<Response>,
  file: File,
): Promise<string> {
  const corp = new URLSearchParams({
    corpid: SIMULATED_WECOM.WECOM_CORP_ID,
    corpsecret: SIMULATED_WECOM.WECOM_SECRET,
  });
  const { access_token } = await (await send(`/cgi-bin/gettoken?${corp}`)).json();
  const body = new FormData();
  body.set("media", file);
  const path = `/cgi-bin/media/upload?type=file&access_token=${access_token}`;
  const answer = await (await send(path, { method: "POST", body })).json();
  if (answer.errcode !== 0) {
    throw new Error(`Cannot upload the file to the simulator: ${answer.errmsg}`);
  }
  return answer.media_id;
}
