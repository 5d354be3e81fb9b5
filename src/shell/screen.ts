/** The terminal as the shell uses it. */
export interface Screen {
  readonly size: { readonly columns: number; readonly rows: number }
  readonly color: boolean
  /** Prints above the live lines; whole lines. */
  print(text: string): void
  /** Gives the terminal to another program (a pager, an editor) and takes it back. */
  lend<T>(work: () => Promise<T>): Promise<T>
  clear(): void
}
