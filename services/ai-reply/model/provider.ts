/** One OpenAI-compatible endpoint with the model that is asked there. */
export interface Provider {
  /** How it is called in logs and on pages, such as `deepseek`. */
  readonly name: string;
  /** May carry a path, as `https://api.openai.com/v1` does. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
}
