import type { ApiCall, ApiFields, ApiOutcome, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";

/** Files: `media/upload` (D90253), `media/get` (D90254); and `getcallbackip` (D90930). */
export const mediaCalls: ApiCall[] = [
  { name: "media/upload", access: "app", answer: uploadMedia },
  { name: "media/get", access: "app", answer: getMedia },
  {
    name: "getcallbackip",
    access: "app",
    answer: () => ({ ip_list: ["127.0.0.1", "203.0.113.*"] }),
  },
];

const megabyte = 1_048_576;
const maximumBytes: Record<string, number> = {
  image: 10 * megabyte,
  voice: 2 * megabyte,
  video: 10 * megabyte,
  file: 20 * megabyte,
};

/** The multipart field is `media`; a file of five bytes is too small. */
function uploadMedia({ state, query, file, corp }: AppRequest): ApiFields {
  const type = query.get("type") ?? "";
  const maximum = maximumBytes[type];
  if (maximum === undefined) throw new ApiError(40004);
  if (!file) throw new ApiError(41005);
  if (file.bytes.length <= 5 || file.bytes.length > maximum) throw new ApiError(40006);
  const media_id = state.media.add({ corpId: corp.id, ...file });
  return { type, media_id, created_at: String(Math.floor(state.now() / 1000)) };
}

/** The file itself; JSON when there is none (40007), with the same status. */
function getMedia({ state, query, corp }: AppRequest): ApiOutcome {
  const found = state.media.find(query.get("media_id") ?? "");
  if (found?.corpId !== corp.id) throw new ApiError(40007);
  const { filename, contentType, bytes } = found;
  return new Response(bytes, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
    },
  });
}
