import { createHash } from 'node:crypto'

/** A secret and the name that it stands under; `plain` names say nothing, so that it is told by its looks. */
export interface Planted {
  readonly name: string
  readonly secret: string
}

/** Letters and digits in no order, the same for the same seed. */
function random(seed: string, length: number): string {
  const bytes = createHash('sha512').update(seed).digest('base64').replace(/[+/=]/g, '')
  return bytes.slice(0, length)
}

const upper = (seed: string, length: number): string =>
  random(seed, 60)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, 'Q')
    .slice(0, length)
const hex = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length)

const PEM_LINES = [64, 64, 40].map((length, at) => random(`pem${String(at)}`, length))

/** Secrets that their looks tell, whatever they are called. */
export const BY_LOOKS: readonly Planted[] = [
  { name: 'LEVEL_A', secret: `AKIA${upper('akia', 16)}` },
  { name: 'LEVEL_B', secret: `ASIA${upper('asia', 16)}` },
  { name: 'LEVEL_C', secret: `ghp_${random('ghp', 36)}` },
  { name: 'LEVEL_D', secret: `github_pat_${random('pat', 40)}` },
  { name: 'LEVEL_E', secret: `glpat-${random('glpat', 20)}` },
  { name: 'LEVEL_F', secret: `xoxb-${random('xoxb', 24)}` },
  { name: 'LEVEL_G', secret: `xapp-1-${random('xapp', 30)}` },
  { name: 'LEVEL_H', secret: `sk-${random('sk', 48)}` },
  { name: 'LEVEL_I', secret: `sk_live_${random('sklive', 24)}` },
  { name: 'LEVEL_J', secret: `AIza${random('aiza', 35)}` },
  { name: 'LEVEL_K', secret: `npm_${random('npm', 36)}` },
  { name: 'LEVEL_L', secret: `SG.${random('sg1', 22)}.${random('sg2', 43)}` },
  { name: 'LEVEL_M', secret: `dapi${hex('dapi', 32)}` },
  {
    name: 'LEVEL_N',
    secret: `eyJ${random('jwt1', 30)}.eyJ${random('jwt2', 50)}.${random('jwt3', 43)}`,
  },
  {
    name: 'LEVEL_O',
    secret: `-----BEGIN RSA PRIVATE KEY-----\n${PEM_LINES.join('\n')}\n-----END RSA PRIVATE KEY-----`,
  },
  { name: 'LEVEL_P', secret: random('entropy', 40) },
]

/** Parts of longer texts that log in: what surrounds them may be read. */
export const IN_TEXTS: readonly (Planted & { readonly text: string })[] = [
  inText('PLACE_A', random('pg', 18), (s) => `postgres://app:${s}@db.example.com:5432/shop`),
  inText('PLACE_B', random('https', 18), (s) => `https://bot:${s}@git.example.com/x.git`),
  inText('PLACE_C', random('amqp', 18), (s) => `amqps://worker:${s}@mq.example.com/vhost`),
  inText('PLACE_D', random('odbc', 18), (s) => `Server=db;User Id=sa;Password=${s};Encrypt=yes`),
  inText('PLACE_E', random('bearer', 32), (s) => `Authorization: Bearer ${s}`),
  inText(
    'PLACE_F',
    `T0${upper('hook', 8)}/B0${upper('hook2', 8)}/${random('hook3', 24)}`,
    (s) => `https://hooks.slack.com/services/${s}`,
  ),
  inText('PLACE_G', hex('sig', 64), (s) => `https://b.s3.amazonaws.com/k?X-Amz-Signature=${s}`),
]

function inText(
  name: string,
  secret: string,
  text: (secret: string) => string,
): Planted & { readonly text: string } {
  return { name, secret, text: text(secret) }
}

/** Secrets that only their names tell: words as people choose them. */
export const BY_NAME: readonly Planted[] = [
  { name: 'GITHUB_PAT', secret: 'tulip-Marble-91' },
  { name: 'PIN', secret: '480274' },
  { name: 'API_TOKEN', secret: 'purple.monkey.dish' },
  { name: 'AUTH', secret: 'vellum-Quarry-8' },
  { name: 'WEBHOOK', secret: 'zephyr/lantern/77' },
  { name: 'SENTRY_DSN', secret: 'copper%Harbour%12' },
  { name: 'DB_PASSWORD', secret: 'Trellis!Gander5' },
  { name: 'CLIENT_SECRET', secret: 'ochre~Pillow~3' },
  { name: 'SLACK_WEBHOOK_URL', secret: 'hxxp:mango-Kettle' },
  { name: 'SESSION_COOKIE', secret: 'birch_Falcon_19' },
  { name: 'SIGNING_KEY', secret: 'Walnut&Ember&4' },
  { name: 'ADMIN_PASS', secret: 'o\'Neill\'s"Yacht"' },
]

/** Secrets of types and lists that say so in ways of their own. */
export const BY_PLACE = {
  masterPassword: 'Heron#Cobalt#61',
  secretString: 'saffron Igloo 22',
  tag: 'Quince=Mortar=8',
  parameter: 'Juniper?Anvil?37',
  listed: 'Nettle@Bishop@50',
} as const

export const ALL: readonly Planted[] = [
  ...BY_LOOKS,
  ...IN_TEXTS,
  ...BY_NAME,
  ...Object.entries(BY_PLACE).map(([name, secret]) => ({ name, secret })),
]

/** What each is set to: a text around the secret, or the secret itself. */
export const SETTINGS: Readonly<Record<string, string>> = Object.fromEntries(
  [...BY_LOOKS, ...IN_TEXTS, ...BY_NAME].map((one) => [
    one.name,
    'text' in one ? String(one.text) : one.secret,
  ]),
)
