// The module rule, lowest layer first. A room imports only from lower layers (earlier lines);
// rooms of one layer never import each other.
const LAYERS = [
  ['util'],
  ['errors'],
  ['relation', 'io'],
  ['sql', 'catalog'],
  ['manifest', 'resource'],
  ['plan'],
  ['connectors', 'engine', 'format', 'emulator'],
  ['execution'],
  ['session'],
  ['deploy'],
  ['shell', 'pgwire', 'mcp'],
  ['cli'],
]

// Each third-party package that shapes our data has one importer.
const VENDORS = {
  'node-sql-parser': '^src/sql/parse[.]ts$',
  '@aws-sdk/': '^src/connectors/',
  '@duckdb/': '^src/engine/duckdb/',
  nunjucks: '^src/manifest/render[.]ts$',
  'json-patch-gen': '^src/resource/patch[.]ts$',
  jsonata: '^src/resource/property-transform[.]ts$',
  yaml: '^src/util/yaml(-document|-edit)?[.]ts$',
  ink: '^src/shell/',
  react: '^src/shell/',
}

// Code that decides never touches the world; code that touches the world decides nothing.
const PURE =
  '^src/(util|errors|relation|sql|catalog|manifest|resource|plan|format|deploy/(graph|plan))'
const LOADERS = '^src/((catalog|manifest)/load|util/load-re2)[.]ts$'

const rooms = (names) => `^src/(${names.join('|')})/`
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const lookDown = LAYERS.slice(0, -1).map((layer, level) =>
  error(
    `${layer.join('+')}-looks-down`,
    'a room imports only from lower layers',
    { path: rooms(layer) },
    { path: rooms(LAYERS.slice(level + 1).flat()) },
  ),
)

const strangers = LAYERS.flatMap((layer) =>
  layer
    .filter(() => layer.length > 1)
    .map((room) =>
      error(
        `${room}-ignores-siblings`,
        'rooms of one layer do not know each other',
        { path: `^src/${room}/` },
        { path: rooms(layer.filter((other) => other !== room)) },
      ),
    ),
)

const vendors = Object.entries(VENDORS).map(([name, home]) =>
  error(
    `${name.replace(/\W+/g, '-')}-has-one-home`,
    `${name} is wrapped in ${home}`,
    { path: '^src/', pathNot: home },
    { path: `(^|node_modules/)${name}${name.endsWith('/') ? '' : '(/|$)'}`, pathNot: '^src/' },
  ),
)

module.exports = {
  forbidden: [
    ...lookDown,
    ...strangers,
    ...vendors,
    error(
      'through-the-door',
      'a room is entered only through its index.ts',
      { path: '^src/([^/]+)/' },
      {
        path: '^src/[^/]+/.',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/index[.]ts$',
          '^src/(connectors|engine|format)/[^/]+/index[.]ts$',
        ],
      },
    ),
    error(
      'library-uses-doors',
      'the public door re-exports room doors',
      { path: '^src/index[.]ts$' },
      { path: '^src/[^/]+/.', pathNot: '^src/[^/]+/index[.]ts$' },
    ),
    error(
      'one-composition-root',
      'only what wires a session, a bucket or the registry names a concrete connector or engine',
      {
        path: '^src/',
        pathNot: [
          '^src/session/(create-session|open-bucket|read-schemas)[.]ts$',
          '^src/(connectors|engine)/[^/]+/',
        ],
      },
      { path: '^src/(connectors|engine)/[^/]+/' },
    ),
    error(
      'implementations-are-strangers',
      'one connector never imports another',
      { path: '^src/(connectors|engine)/([^/]+)/' },
      { path: '^src/(connectors|engine)/[^/]+/', pathNot: '^src/$1/$2/' },
    ),
    error(
      'cli-loads-faces-lazily',
      'query must not pay for React or a server',
      { path: '^src/cli/' },
      { path: '^src/(shell|pgwire|mcp)/', dynamic: false },
    ),
    error(
      'deciding-is-pure',
      'parsing, cataloguing, planning and diffing do no I/O',
      { path: PURE, pathNot: LOADERS },
      { dependencyTypes: ['core'] },
    ),
    error('no-circular', 'no cycles, type-only ones included', {}, { circular: true }),
    error(
      'no-orphans',
      'every file is reachable',
      { path: '^src/', orphan: true, pathNot: '[.]d[.]ts$' },
      {},
    ),
    error('no-test-in-src', 'src never imports test', { path: '^src/' }, { path: '^test/' }),
    error(
      'no-dev-dependency',
      'src ships only dependencies',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    ),
    error(
      'not-unresolvable',
      'every import resolves',
      { path: '^(src|test)/' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
