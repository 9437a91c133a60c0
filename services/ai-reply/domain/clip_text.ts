/** Cuts a text to at most `charactersMax` graphemes; a text that was cut ends with an ellipsis. */
export function clipText(text: string, charactersMax: number): string {
  const characters: string[] = [];
  for (const { segment } of new Intl.Segmenter(undefined).segment(text)) {
    if (characters.length === charactersMax) return `${characters.slice(0, -1).join("")}…`;
    characters.push(segment);
  }
  return text;
}
