import type { WecomState } from "simulators/wecom/state/state.ts";

/** Kinds of files a message can carry. */
export type MediaKind = "image" | "voice" | "video" | "file";

/** 320 × 200: a photographed sheet of paper. */
const samplePng =
  "iVBORw0KGgoAAAANSUhEUgAAAUAAAADIBAMAAABrKiWYAAAAElBMVEXz6dj////Jz9g7UbXYx6iKk6McWo/0AAAAx0lEQVR42u3bwQ2AIAxAUVZwBVdwha7A/qt44KoclCIm70/wTm1DQimSJEmSJOmuLT1AwK+BtQICAgICAgICTgAeDwIEBAQEBAR0zQACAgICAgICtvbBAQICAhrUgICAgIAu6pdbGBAQENCgBgQEBAR0UXt+AwQENKgBAQEBAQHTdzEgICCgQQ0ICAgICAgICPh34IBvpoCAl0W/GcAuABAQEBAQEDD9YAUEBAQEBAQEBFwXGFHTAwRcOkBAQEBAQEBAQMClOwHXqej5xiwxjQAAAABJRU5ErkJggg==";

const samples: Record<MediaKind, { filename: string; contentType: string; bytes: () => string }> = {
  image: { filename: "image.png", contentType: "image/png", bytes: () => atob(samplePng) },
  voice: { filename: "voice.amr", contentType: "audio/amr", bytes: () => "#!AMR\n" },
  video: {
    filename: "video.mp4",
    contentType: "video/mp4",
    bytes: () => "\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
  },
  file: { filename: "资料.txt", contentType: "text/plain", bytes: () => "simulated file\n" },
};

/** A small file of this kind, for messages that name no file. */
export function createSampleFile(kind: MediaKind) {
  const { filename, contentType, bytes } = samples[kind];
  return {
    kind,
    filename,
    contentType,
    bytes: Uint8Array.from(bytes(), (character) => character.charCodeAt(0)),
  };
}

/** Puts a small file of this kind among the corp's media; returns its media_id. */
export function addSampleMedia(state: WecomState, corpId: string, kind: MediaKind): string {
  return state.media.add({ corpId, ...createSampleFile(kind) });
}
