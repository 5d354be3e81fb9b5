/** For each name, what stands behind CREATE MACRO: one macro, or one for FROM and one for expressions. */
export type Macros = Readonly<Record<string, readonly string[]>>
