import { exec, type ExecException } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { externalDataInterceptor } from '@smithy/core/config'
import { cutSaid } from '../resource/index.js'
import { KnownSecrets } from '../util/index.js'
import { harmless } from './raw-answer.js'

/** Characters of what a process says that are looked at: its beginning and its end, where the reason most often is. */
const READ = { first: 2_000, last: 6_000 }
/** Characters of it that are shown. */
const SHOWN = { first: 120, last: 280 }

/** Values of credentials in the output of a process, also of one that was torn. */
const GIVEN = /"(?:AccessKeyId|SecretAccessKey|SessionToken)"\s*:\s*"([^"]+)/g

type Done = (
  error: Error | null,
  output?: { readonly stdout: string; readonly stderr: string },
) => void

/**
 * Has the SDK run `credential_process` so that a failure tells how it ended and what it said. By itself it tells the
 * whole command, secrets in it included, and no exit code.
 */
export function tellOfProcesses(): void {
  externalDataInterceptor.getTokenRecord()['exec'] = run
}

function run(command: string, done: Done): void {
  exec(command, (error, stdout, stderr) => {
    if (error === null) done(null, { stdout, stderr })
    else done(new Error(`credential_process ${endOf(error)}${said(stderr, stdout)}`))
  })
}

function endOf({ code, signal, message }: ExecException): string {
  if (typeof signal === 'string') return `was ended by ${signal}`
  if (typeof code === 'number') return `ended with exit code ${String(code)}`
  // Such as more output than anything has that is credentials.
  return `could not be run (${message})`
}

/** What a process said of its failure, without what it had already given as credentials. */
function said(stderr: string, stdout: string): string {
  const given = new KnownSecrets()
  given.add(...[...stdout.matchAll(GIVEN)].map(([, value = '']) => value))
  const text = harmless(cutSaid(given.cut(stripVTControlCharacters(shortened(stderr, READ)))))
  return text === '' ? ', and said nothing' : `: ${shortened(text, SHOWN)}`
}

function shortened(text: string, { first, last }: typeof READ): string {
  return text.length <= first + last ? text : `${text.slice(0, first)} … ${text.slice(-last)}`
}
