/** An OpenAI-compatible endpoint, and the model to use there. */
export interface Provider {
  /** Its name in logs and on pages, such as `deepseek`. */
  readonly name: string;
  /** May contain a path, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}
