/** What the command reads and writes. */
export interface CommandIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns?: number;
  /** Standard input. */
  readonly input?: () => Buffer;
  /** Whether the output may be colored. */
  readonly colour?: boolean;
}
