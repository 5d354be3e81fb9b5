import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: [new URL('./vitest.setup.ts', import.meta.url).pathname],
    setupFiles: [new URL('./vitest.each.ts', import.meta.url).pathname],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // A test that reaches for the network beyond this machine is a mistake: no credentials, no proxy.
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NO_COLOR: '1',
    },
  },
})
