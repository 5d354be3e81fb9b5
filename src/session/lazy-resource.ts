/** Something that costs time to make: made when first asked for, once. */
export class LazyResource<T> {
  readonly #make: () => Promise<T>
  #made: Promise<T> | undefined

  constructor(make: () => Promise<T>) {
    this.#make = make
  }

  get(): Promise<T> {
    this.#made ??= this.#make()
    return this.#made
  }

  /** What was made, or `undefined` where nobody asked. */
  get made(): Promise<T> | undefined {
    return this.#made
  }
}
