// Required by a program that a bench runs: leaves the processor time that it took, in milliseconds, in a file.
const { writeFileSync } = require('node:fs')

const file = process.env.BENCH_PROCESSOR_TIME
if (file !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeFileSync(file, String((user + system) / 1000))
  })
}
