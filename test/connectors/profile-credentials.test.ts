import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { fetchSchemas } from '../../src/connectors/cloudformation/index.js'
import { openS3Bucket } from '../../src/connectors/s3/index.js'
import { profileCredentials } from '../../src/connectors/profile-credentials.js'
import type { AppError } from '../../src/errors/index.js'
import { signInServer, type SignInServer } from '../support/sign-in-server.js'

/* Whose credentials a profile gives, who is asked for them, and what is said where it gives none. */

const ROLE = 'arn:aws:iam::123456789012:role/x'
const KEYS = 'aws_access_key_id = OWNKEYS\naws_secret_access_key = x'
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

let folder: string
/** Where the profile says. */
let meant: SignInServer
/** Where the default profile says, which is not asked for. */
let other: SignInServer
/** Gives credentials to whoever runs on the machine. */
let machine: SignInServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-profile-'))
  meant = await signInServer('MEANT')
  other = await signInServer('OTHER')
  machine = await signInServer('MACHINE')
  vi.stubEnv('HOME', folder)
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', '')
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', machine.url)
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_REGION']) {
    vi.stubEnv(name, '')
  }
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of [meant, other, machine]) await server.stop()
  rmSync(folder, { recursive: true })
})

/** The configuration of a test, beside a default profile whose settings are for others. */
function configure(text: string): void {
  writeFileSync(join(folder, 'token'), 'web-token')
  writeFileSync(
    join(folder, 'config'),
    `[default]\nregion = us-east-1\nendpoint_url = ${other.url}\n[profile keys]\n${KEYS}\n${text.replaceAll('URL', meant.url).replaceAll('FOLDER', folder)}`,
  )
}

/** A profile whose `credential_process` is this program. */
function processProfile(name: string, program: string): string {
  writeFileSync(join(folder, `${name}.cjs`), program)
  return `[profile ${name}]\nregion = us-east-1\ncredential_process = "${process.execPath}" "FOLDER/${name}.cjs" --password=in-the-command\n`
}

function signedIn(expiresAt: string, more: object = {}, key = 's'): void {
  const cache = join(folder, '.aws/sso/cache')
  mkdirSync(cache, { recursive: true })
  const file = `${createHash('sha1').update(key).digest('hex')}.json`
  writeFileSync(join(cache, file), JSON.stringify({ accessToken: 'sso-token', expiresAt, ...more }))
}

const WHERE = {
  'its endpoint_url': ['endpoint_url = URL', ''],
  'its services': [
    'services = s',
    '[services s]\nsts =\n  endpoint_url = URL\nsso =\n  endpoint_url = URL\nsso_oidc =\n  endpoint_url = URL\nsignin =\n  endpoint_url = URL\n',
  ],
} as const

const SSO = '[sso-session s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n'
const KINDS = {
  'a role': [`role_arn = ${ROLE}\nsource_profile = keys`, 'AssumeRole'],
  'a role of itself': [`role_arn = ${ROLE}\nsource_profile = p\n${KEYS}`, 'AssumeRole'],
  'a web identity': [
    `role_arn = ${ROLE}\nweb_identity_token_file = FOLDER/token`,
    'AssumeRoleWithWebIdentity',
  ],
  'a sign-in': [
    'sso_session = s\nsso_account_id = 123456789012\nsso_role_name = r',
    'GET /federation/credentials',
  ],
} as const

describe.each(Object.entries(WHERE))('%s', (_, [setting, section]) => {
  test.each(Object.entries(KINDS))('says where %s is taken', async (_kind, [source, call]) => {
    signedIn('2099-01-01T00:00:00Z')
    configure(`[profile p]\nregion = us-east-1\n${source}\n${setting}\n${section}${SSO}`)
    expect(await profileCredentials({ profile: 'p' })).toMatchObject({ accessKeyId: 'MEANT' })
    vi.stubEnv('AWS_PROFILE', 'p')
    expect(await profileCredentials({})).toMatchObject({ accessKeyId: 'MEANT' })
    expect([meant.asked, other.asked, machine.asked]).toEqual([[call, call], [], []])
  })
})

test('a web identity of the environment is taken where the environment says', async () => {
  configure('')
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', join(folder, 'token'))
  vi.stubEnv('AWS_ROLE_ARN', ROLE)
  vi.stubEnv('AWS_ENDPOINT_URL_STS', meant.url)
  expect(await profileCredentials({})).toMatchObject({ accessKeyId: 'MEANT' })
  expect([other.asked, machine.asked]).toEqual([[], []])
})

test('a sign-in whose services are at different places asks none of them', async () => {
  signedIn('2099-01-01T00:00:00Z')
  const [source] = KINDS['a sign-in']
  configure(
    `[profile p]\n${source}\nservices = s\n[services s]\nsso =\n  endpoint_url = URL\n${SSO}`,
  )
  await expect(profileCredentials({ profile: 'p' })).rejects.toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringContaining('differ for the profile "p"') as string,
  })
  expect([meant.asked, other.asked, machine.asked]).toEqual([[], [], []])
})

test('the registry and buckets are asked with roles that are taken where the profile says', async () => {
  configure(`[profile p]\nregion = us-east-1\n${KINDS['a role'][0]}\nendpoint_url = URL\n`)
  const settings = { region: 'us-east-1', profile: 'p', endpoint: meant.url }
  const bucket = await openS3Bucket({ ...settings, bucket: 'b', http: { callsInFlight: 1 } })
  await expect(bucket.get('k')).rejects.toMatchObject({ code: 'BAD_ANSWER' })
  bucket.close()
  await fetchSchemas(settings)
  expect(meant.asked.slice(0, 4)).toEqual(['AssumeRole', 'GET /b/k', 'AssumeRole', 'ListTypes'])
  expect([other.asked, machine.asked]).toEqual([[], []])
})

test('the registry and buckets tell why a profile gives no credentials', async () => {
  configure(processProfile('p', 'process.exitCode = 3'))
  const settings = { region: 'us-east-1', profile: 'p', endpoint: meant.url }
  const bucket = await openS3Bucket({ ...settings, bucket: 'b', http: { callsInFlight: 1 } })
  const told = {
    code: 'NO_CREDENTIALS',
    message: expect.stringContaining('ended with exit code 3') as string,
  }
  await expect(bucket.get('k')).rejects.toMatchObject(told)
  bucket.close()
  await expect(fetchSchemas(settings)).rejects.toMatchObject(told)
  expect([meant.asked, other.asked, machine.asked]).toEqual([[], [], []])
})

test('a profile that says nothing of credentials has those of the machine', async () => {
  configure('[profile p]\nregion = us-east-1\n')
  expect(await profileCredentials({ profile: 'p' })).toMatchObject({ accessKeyId: 'MACHINE' })
})

test('a process gives its own, also to a role', async () => {
  const output = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"x"}'
  const role = `[profile r]\nregion = us-east-1\nrole_arn = ${ROLE}\nsource_profile = p\nendpoint_url = URL\n`
  configure(`${processProfile('p', `console.log('${output}')`)}${role}`)
  expect(await profileCredentials({ profile: 'p' })).toMatchObject({ accessKeyId: 'PROCESS' })
  expect(await profileCredentials({ profile: 'r' })).toMatchObject({ accessKeyId: 'MEANT' })
})

interface Failing {
  readonly config: () => string
  readonly code?: string
  readonly says: readonly (string | RegExp)[]
  readonly hint?: string
}

const fails = (program: string): (() => string) => {
  return () => processProfile('p', program)
}
const role = (more: string): (() => string) => {
  return () => `[profile p]\nregion = us-east-1\nrole_arn = ${ROLE}\n${more}\n`
}
const FAILING: Readonly<Record<string, Failing>> = {
  'a process that fails': {
    config: fails("process.stderr.write('the vault is sealed'); process.exitCode = 3"),
    says: ['the profile "p"', 'credential_process ended with exit code 3: the vault is sealed'],
    hint: 'run its credential_process by hand',
  },
  'a process of a source_profile that fails': {
    config: () =>
      `${processProfile('q', "console.error('sealed'); process.exitCode = 4")}${role('source_profile = q')()}`,
    says: ['the profile "p"', 'exit code 4: sealed'],
    hint: 'run its credential_process by hand',
  },
  'a process that says nothing': {
    config: fails('process.exitCode = 7'),
    says: ['credential_process ended with exit code 7, and said nothing'],
  },
  'a process that is ended': {
    config: fails("process.kill(process.pid, 'SIGKILL')"),
    // A shell that stays in between tells it as an exit code.
    says: [/was ended by SIGKILL|exit code 137/],
  },
  'a process that is not there': {
    config: () => '[profile p]\ncredential_process = FOLDER/nobody\n',
    says: ['exit code 127', '/nobody'],
  },
  'a process that steers the terminal': {
    config: fails(
      "console.error('\\u001b[31mred\\u001b[0m\\u0007\\r\\nnext\\u202e'); process.exitCode = 1",
    ),
    says: [/exit code 1: red next$/],
  },
  'a process that says secrets': {
    config: fails(
      `console.log('{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"plainwords","SessionToken":"torn-tok');` +
        `console.error('password=hunter22 token: ${SECRET} {"SecretAccessKey": "quoted1"} plainwords torn-tok AKIAIOSFODNN7EXAMPLE');process.exitCode=1`,
    ),
    says: ['exit code 1: password=(sensitive)'],
  },
  'a process that says a long token': {
    config: fails(`console.error('got ${'tokenpart9'.repeat(25)}'); process.exitCode = 1`),
    says: [/exit code 1: got \(sensitive\)$/],
  },
  'a process that says much': {
    config: fails("console.error(`first ${'x '.repeat(5000)}the reason`); process.exitCode = 1"),
    says: [/exit code 1: first .{200,500}the reason$/],
  },
  'output that has expired': {
    config: fails(
      `console.log('{"Version":1,"AccessKeyId":"K","SecretAccessKey":"${SECRET}","Expiration":"2001-01-01T00:00:00Z"}')`,
    ),
    says: ['credential_process returned expired credentials'],
  },
  'output that is no JSON': {
    config: fails(`console.log('{"Version":1,"SecretAccessKey":"${SECRET}')`),
    says: ['credential_process returned invalid JSON'],
  },
  'output of another version': {
    config: fails(`console.log('{"Version":2,"AccessKeyId":"K","SecretAccessKey":"${SECRET}"}')`),
    says: ['did not return Version 1'],
  },
  'output without a key': {
    config: fails(`console.log('{"Version":1,"SecretAccessKey":"${SECRET}"}')`),
    says: ['returned invalid credentials'],
  },
  'a profile that is missing': {
    config: () => '[profile pp]\nregion = us-east-1\n',
    says: ['there is no profile "p"'],
    hint: 'have pp, default, keys',
  },
  'a source_profile that is missing': {
    config: role('source_profile = kyes'),
    says: ['there is no profile "kyes", the source_profile in p → kyes'],
    hint: 'have keys, default, p',
  },
  'a loop of source_profile': {
    config: () =>
      `${role('source_profile = q')()}[profile q]\nrole_arn = ${ROLE}\nsource_profile = p\n`,
    says: ['a loop of source_profile: p → q → p → q'],
  },
  'a profile that is its own source': {
    config: role('source_profile = p'),
    says: ['a loop of source_profile: p → p → p'],
  },
  'a credential_source that is none': {
    config: role('credential_source = Moon'),
    says: ['Unsupported credential source', 'Moon'],
  },
  'a role that needs a second factor': {
    config: role('source_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me'),
    says: ['requires multi-factor authentication'],
  },
  'half of a key': {
    config: () => '[profile p]\naws_access_key_id = K\n',
    says: ['Could not resolve credentials using profile: [p]'],
    hint: 'see the profile "p" in',
  },
  'a token file that is missing': {
    config: role('web_identity_token_file = FOLDER/gone'),
    says: ['ENOENT', 'gone'],
  },
  'a sign-in that has expired': {
    config: () => {
      signedIn('2001-01-01T00:00:00Z')
      return `[profile p]\n${KINDS['a sign-in'][0]}\n${SSO}`
    },
    says: [/expired/i],
    hint: 'aws sso login --profile p',
  },
  'a sign-in that has expired and is not renewed': {
    config: () => {
      const client = { clientId: 'c', clientSecret: 'not-told', refreshToken: 'not-told' }
      signedIn('2001-01-01T00:00:00Z', client)
      return `[profile p]\n${KINDS['a sign-in'][0]}\nendpoint_url = URL\n${SSO}`
    },
    says: [/Token is expired/],
    hint: 'aws sso login --profile p',
  },
  'a sign-in of old that has expired': {
    config: () => {
      const start = 'https://x.awsapps.com/start'
      signedIn('2001-01-01T00:00:00Z', {}, start)
      return `[profile p]\nsso_start_url = ${start}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = r\n`
    },
    says: [/SSO session associated with this profile has expired/],
    hint: 'aws sso login --profile p',
  },
  'a sign-in that never was': {
    config: () => `[profile p]\n${KINDS['a sign-in'][0]}\n${SSO}`,
    says: ['was not found or is invalid'],
    hint: 'aws sso login --profile p',
  },
  'STS that is not there': {
    config: role(
      'source_profile = keys\nservices = s\n[services s]\nsts =\n  endpoint_url = http://127.0.0.1:1',
    ),
    code: 'UNREACHABLE',
    says: [`AssumeRole of ${ROLE} for the profile "p"`, 'ECONNREFUSED'],
    hint: 'check the network',
  },
  'STS that refuses': {
    config: () => {
      meant.refuse = 'AccessDenied'
      return role('source_profile = keys\nendpoint_url = URL')()
    },
    code: 'ACCESS_DENIED',
    says: [`AssumeRole of ${ROLE} for the profile "p": not for you`],
  },
  'STS that refuses a web identity': {
    config: () => {
      meant.refuse = 'ExpiredTokenException'
      return role('web_identity_token_file = FOLDER/token\nendpoint_url = URL')()
    },
    code: 'ACCESS_DENIED',
    says: [`AssumeRoleWithWebIdentity of ${ROLE} for the profile "p": not for you`],
  },
}

test.each(Object.entries(FAILING))(
  '%s is told as what it is, and nobody else is asked',
  async (_, { config, code = 'NO_CREDENTIALS', says, hint = '' }) => {
    configure(config())
    for (const ask of [
      () => profileCredentials({ profile: 'p' }),
      () => {
        vi.stubEnv('AWS_PROFILE', 'p')
        return profileCredentials({})
      },
    ]) {
      const error = (await ask().catch((cause: unknown) => cause)) as AppError
      expect(error).toMatchObject({ code })
      for (const each of says) expect(error.message).toMatch(each)
      expect(error.details.hint ?? '').toContain(hint)
      const told = `${error.message} ${error.details.hint ?? ''}`
      expect(told).not.toMatch(/[\p{Cc}\u202e]/u)
      for (const secret of [
        SECRET,
        'hunter22',
        'quoted1',
        'plainwords',
        'torn-tok',
        'AKIAIOS',
        'in-the-command',
        'not-told',
      ]) {
        expect(told).not.toContain(secret)
      }
    }
    expect([other.asked, machine.asked]).toEqual([[], []])
  },
)

test('a process that fails is run once', async () => {
  const program = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x'); process.exitCode = 1`
  configure(processProfile('p', program))
  await expect(profileCredentials({ profile: 'p' })).rejects.toThrow('exit code 1')
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('x')
})

test('of a default profile that fails is told where nobody else has any', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  writeFileSync(
    join(folder, 'config'),
    `[default]\ncredential_process = "${process.execPath}" -e "process.exit(5)"\n`,
  )
  await expect(profileCredentials({})).rejects.toMatchObject({
    code: 'NO_CREDENTIALS',
    message: expect.stringContaining('exit code 5') as string,
  })
})
