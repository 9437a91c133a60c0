/** Splits a text into its lines, without the line ends. */
export class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let begun = "";
    super({
      transform(text, controller) {
        const lines = (begun + text).split("\n");
        begun = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
      },
    });
  }
}
