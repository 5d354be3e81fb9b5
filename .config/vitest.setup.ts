/** Makes what tests read from dist/ (the compiled catalogue) before the first test runs. */
export function setup(): void {
  // Filled in with the catalogue.
}
