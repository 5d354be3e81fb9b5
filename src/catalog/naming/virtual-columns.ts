/** Columns that every table has beside its properties. They keep their name; a property of that name gets a `_`. */
export const VIRTUAL_COLUMNS = ['identifier', 'region', 'account_id', 'connection'] as const

export type VirtualColumn = (typeof VIRTUAL_COLUMNS)[number]
