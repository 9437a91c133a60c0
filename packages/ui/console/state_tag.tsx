/** A state in one or two words, in grey, green, amber or red. */
export function StateTag(props: { tone: "quiet" | "good" | "warn" | "bad"; children: string }) {
  return <span class={`tag tag-${props.tone}`}>{props.children}</span>;
}
