/** What speaks to the service. */
export type ConnectorDocument = AwsSdkDocument | RestDocument

export interface AwsSdkDocument {
  readonly protocol: 'aws-sdk'
  /** `@aws-sdk/client-appflow` */
  readonly package: string
  /** Name of its client class; the package's only one unless told. */
  readonly client?: string
}

export interface RestDocument {
  readonly protocol: 'rest'
  /** `https://api.example.com/v1`, or the environment variable that says it. */
  readonly baseUrl: string | { readonly variable: string; readonly default?: string }
  readonly auth?: AuthDocument
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** How bodies are written, or the environment variable that says it. Default json; answers are read by their Content-Type. */
  readonly body?: PayloadFormat | { readonly variable: string; readonly default?: PayloadFormat }
  /** A longer answer is refused. Default 10 MiB. */
  readonly mostBytes?: number
}

type PayloadFormat = 'json' | 'yaml'

/** Credentials come from environment variables alone: a document names them and never holds them. */
export type AuthDocument =
  | { readonly kind: 'bearer'; readonly variable: string }
  | {
      readonly kind: 'header'
      readonly header: string
      readonly prefix?: string
      readonly variable: string
    }
  | { readonly kind: 'basic'; readonly userVariable: string; readonly passwordVariable: string }
