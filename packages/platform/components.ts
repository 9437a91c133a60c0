/** The services that a deployment can consist of, as `COMPONENTS` names them. */
export const COMPONENTS = ["auth", "callback", "ai-reply"] as const;
/** One of {@link COMPONENTS}. */
export type Component = typeof COMPONENTS[number];
