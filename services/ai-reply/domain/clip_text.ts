/** At most so many characters as people see them; an ellipsis says that there is more. */
export function clipText(text: string, charactersMax: number): string {
  const characters: string[] = [];
  for (const { segment } of new Intl.Segmenter(undefined).segment(text)) {
    if (characters.length === charactersMax) return `${characters.slice(0, -1).join("")}…`;
    characters.push(segment);
  }
  return text;
}
