'use strict'
/* Preloaded into a program: every connection beyond this machine is refused, and named in the file LEFT_MACHINE. */
const { appendFileSync } = require('node:fs')
const net = require('node:net')

const { connect } = net.Socket.prototype
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const host =
    typeof options === 'object' ? (options.host ?? options.path ?? 'localhost') : 'localhost'
  if (typeof options.path !== 'string' && !/^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)) {
    appendFileSync(process.env.LEFT_MACHINE, `${host}\n`)
    process.nextTick(() =>
      this.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
    )
    return this
  }
  return connect.apply(this, args)
}
