import tseslint from 'typescript-eslint'

const BOUNDED = [
  { object: 'Promise', property: 'all', message: 'bound it: use mapConcurrent from src/util' },
]
const ONE_VOICE = ['stdout', 'stderr', 'stdin'].map((property) => ({
  object: 'process',
  property,
  message: 'speak through IoHost',
}))
const PURE_ROOMS = 'util,errors,relation,sql,catalog,manifest,resource,plan,format'

export default tseslint.config(
  { ignores: ['dist', '**/*.cjs', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./.config/tsconfig.check.json'],
        tsconfigRootDir: new URL('..', import.meta.url).pathname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 4],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message: 'throw an AppError from src/errors',
        },
      ],
      'no-restricted-properties': ['error', ...BOUNDED, ...ONE_VOICE],
      'no-console': 'error',
    },
  },
  { files: ['src/{cli,shell}/**'], rules: { 'no-restricted-properties': ['error', ...BOUNDED] } },
  {
    // The rule follows the types of values, which nest in each other and hold a class, until its stack is full.
    files: ['src/manifest/**'],
    rules: { '@typescript-eslint/no-unsafe-class-instance-assignment': 'off' },
  },
  {
    files: [`src/{${PURE_ROOMS}}/**`],
    rules: {
      'no-restricted-globals': [
        'error',
        'fetch',
        'process',
        'setTimeout',
        'setInterval',
        'console',
      ],
      'no-restricted-properties': [
        'error',
        ...BOUNDED,
        ...ONE_VOICE,
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      'max-lines': 'off',
      'no-console': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  // util stands below errors: what cannot happen has no AppError there.
  { files: ['src/util/assert-never.ts'], rules: { 'no-restricted-syntax': 'off' } },
)
