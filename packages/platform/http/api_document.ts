/** A JSON Schema as zod writes it, or a reference to one. */
export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: ApiSchema;
  readonly allOf?: readonly ApiSchema[];
  readonly anyOf?: readonly ApiSchema[];
  readonly oneOf?: readonly ApiSchema[];
}

/** A parameter in path, query or header. */
export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: ApiSchema;
  example?: unknown;
}

/** Schemas by media type. */
export type ApiContent = Readonly<Record<string, ApiMedia>>;

/** A schema, and a value that fits it. */
export interface ApiMedia {
  readonly schema?: ApiSchema;
  example?: unknown;
}

/** One answer of an operation. */
export interface ApiAnswer {
  description: string;
  readonly content?: ApiContent;
}

/** One method of one path. */
export interface ApiOperation {
  tags?: readonly string[];
  summary?: string;
  description?: string;
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: { readonly content: ApiContent };
  /** Alternatives; in each the name of a scheme, with the role or scope that it needs. Empty: public. */
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Record<string, ApiAnswer>;
  /** All limits of the operation. */
  "x-rate-limits"?: readonly unknown[];
}

/** The part of an OpenAPI 3.1 document that we use. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: {
    readonly schemas?: Readonly<Record<string, ApiSchema>>;
    readonly securitySchemes?: Readonly<Record<string, { readonly description: string }>>;
  };
}
