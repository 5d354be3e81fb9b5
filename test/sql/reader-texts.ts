import fc from 'fast-check'

/** Pieces that readers of SQL differ about: quotes, comments, spaces of all kinds, prefixes, numbers, operators. */
const PIECES = [
  ...["'", "''", '"', '""', '\\', "\\'", ';', '--', '/*', '*/', '$$', '$a$', '$größe$', '$_$', '$'],
  ...["E'", "e'", "N'", "n'", "x'", "B'", "U&'", 'u&"', '\n', '\r', '\r\n', ' ', '\t', '\f', '\v'],
  ...['\0', '\x01', '\x7f', '\x85', '\u00a0', '\u2028', '\u2029', '\u2003', '\u200b', '\u200d'],
  ...['\u3000', '\ufeff', '\u2060', '\u202f', '\u205f', '\u1680', 'é', 'ß', '日', '😀'],
  ...['a', 'b', 'e', 'E', 'x', 'u', 'n', '_', '0', '1', '12', '1_000', '0x1F', '0b11', '1e', 'e5'],
  ...['.', '..', '1.', '.5', '+', '-', '*', '/', '<', '>', '=', '~', '!', '@', '#', '%', '^', '&'],
  ...['|', '`', '?', '?|', '?1', '(', ')', '[', ']', '{', '}', ',', ':', '::', ':=', '->', '->>'],
  ...['#>', '#>>', '**', '//', '$1', '$x', 'select', 'from', "'a'", "'b'", '"c"', ' AS ', ' + '],
]

/** Texts of such pieces. Half of them use few different ones, which meet each other more often then. */
export const READER_TEXTS: fc.Arbitrary<string> = fc
  .oneof(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 }),
    fc
      .subarray(PIECES, { minLength: 3, maxLength: 6 })
      .chain((few) => fc.array(fc.constantFrom(...few), { minLength: 1, maxLength: 10 })),
  )
  .map((pieces) => pieces.join(''))

/** Expressions that most often parse, with the same pieces between their parts. */
export const READER_QUERIES: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...[
          "'a'",
          `"c"`,
          '1',
          '1_000',
          '0x1F',
          '.5',
          '1.',
          "E'a\\'b'",
          '$a$b$a$',
          '$größe$x$größe$',
        ],
        ...['x', 'é', "N'a'", "'\u00a0'", "E'\\'\u00a0'", '$$\u3000$$', '"\ufeff"', "'a'\n'b'"],
        ...["'a' -- it's\r'b'", "DATE '2020-01-01'", 'f(1)', '[1, 2]', '$1', '?', 'a.b', '-1'],
      ),
      fc.constantFrom(
        ...[
          ' ',
          '\n',
          '\r',
          '\f',
          '\t',
          '\u00a0',
          '\u3000',
          '\ufeff',
          '/**/',
          "/* ' */",
          '/*/* " */*/',
        ],
        ...[
          '--x\r',
          "--'\n",
          '--\u2028\n',
          '/* -- */',
          '/* $a$ */',
          '-- /*\r\n',
          '\u2003',
          '\u200b',
        ],
      ),
      fc.constantFrom(
        ...[',', '+', '-', '*', '=', '||', '<', '::text,', ' AS a,', '->', '%', '//', '<=', ',-'],
      ),
      fc.constantFrom(...['', '', '', ' ', '\n', '\r', '\u00a0', '--\r', '/* */']),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `SELECT ${parts.map((part) => part.join('')).join('')} 1`)
