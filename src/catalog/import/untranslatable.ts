/** Signals a construct without a JavaScript form; never leaves the pattern translation. */
export class Untranslatable extends Error {}
