import { CONSOLE_PART_SCENES } from "embedded/testing/console_part_scenes.tsx";
import { CONSOLE_SCENES } from "embedded/testing/console_scenes.ts";
import { OTHER_SCENES } from "embedded/testing/other_scenes.ts";
import type { Scene } from "embedded/testing/scene.ts";
import { SIDEBAR_SCENES } from "embedded/testing/sidebar_scenes.ts";
import { SIGN_IN_SCENES } from "embedded/testing/sign_in_scenes.ts";

/** Every page in every state that a person can meet. */
export const SCENES: readonly Scene[] = [
  ...SIGN_IN_SCENES,
  ...OTHER_SCENES,
  ...CONSOLE_SCENES,
  ...CONSOLE_PART_SCENES,
  ...SIDEBAR_SCENES,
];
