import { expect, test } from 'vitest'
import { writeRows } from '../../src/cli/exec/write-rows.js'

const LONG = `document:${'a1B2'.repeat(60)}`

async function written(format: string, token: string): Promise<string> {
  let text = ''
  const result = {
    columns: [{ name: 'request_token', type: 'VARCHAR' }],
    // eslint-disable-next-line @typescript-eslint/require-await -- rows come as a stream
    batches: (async function* () {
      yield [[token]]
    })(),
    presentation: 'rows' as const,
  }
  const output = { write: (part: string) => void (text += part), close: () => undefined }
  const flags = { output: format, delimiter: ',', color: false }
  await writeRows(result, output as unknown as Parameters<typeof writeRows>[1], flags)
  return text
}

test.each(['table', 'markdown', 'vertical'])(
  '%s shows a long token by its hash',
  async (format) => {
    const text = await written(format, LONG)
    expect(text).toMatch(/document:[0-9a-f]{12}\b/)
    expect(text).not.toContain(LONG.slice(0, 40))
    expect(await written(format, LONG)).toBe(text)
    expect(await written(format, 'f0f0-1-0-1')).toContain('f0f0-1-0-1')
  },
)

test.each(['json', 'jsonl', 'csv', 'yaml'])('%s has it whole', async (format) => {
  expect(await written(format, LONG)).toContain(LONG)
})
