import { createSession } from '../../session/index.js'
import { readStatement } from '../../sql/index.js'
import { ConsoleHost } from '../console-host.js'
import { standardOutput } from '../exec/output.js'
import { writeRows } from '../exec/write-rows.js'
import { useColor } from '../report-error.js'

/** `skyql providers list` */
export async function listProviders(): Promise<void> {
  await print('SHOW PROVIDERS')
}

/** `skyql providers show NAME` */
export async function showProvider(name: string): Promise<void> {
  const quoted = name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
  await print(name.includes('.') ? `SHOW RESOURCES IN ${quoted}` : `SHOW SERVICES IN ${quoted}`)
}

async function print(sql: string): Promise<void> {
  const session = createSession({ host: new ConsoleHost({ debug: false }) })
  const result = await session.run(readStatement(sql))
  await writeRows(result, standardOutput, {
    output: 'table',
    delimiter: ',',
    color: useColor(process.stdout),
  })
}
