import type { WecomState } from "simulators/wecom/state/state.ts";

/** Kinds of files a message can carry. */
export type MediaKind = "image" | "voice" | "video" | "file";

const onePixelPng =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const samples: Record<MediaKind, { filename: string; contentType: string; bytes: () => string }> = {
  image: { filename: "image.png", contentType: "image/png", bytes: () => atob(onePixelPng) },
  voice: { filename: "voice.amr", contentType: "audio/amr", bytes: () => "#!AMR\n" },
  video: {
    filename: "video.mp4",
    contentType: "video/mp4",
    bytes: () => "\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
  },
  file: { filename: "资料.txt", contentType: "text/plain", bytes: () => "simulated file\n" },
};

/** Puts a small file of this kind among the corp's media; returns its media_id. */
export function addSampleMedia(state: WecomState, corpId: string, kind: MediaKind): string {
  const { filename, contentType, bytes } = samples[kind];
  return state.media.add({
    corpId,
    filename,
    contentType,
    bytes: Uint8Array.from(bytes(), (character) => character.charCodeAt(0)),
  });
}
