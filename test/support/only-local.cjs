'use strict'
/* Preloaded into a program: every connection beyond this machine is refused, and named in the file LEFT_MACHINE. */
const { appendFileSync } = require('node:fs')
const dgram = require('node:dgram')
const net = require('node:net')

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
const { connect } = net.Socket.prototype

/** Where a call of `connect` leads: (options), (port, host), (path), or either of them as node hands it on. */
function hostOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object') {
    return typeof first.path === 'string' && first.port == null
      ? 'localhost'
      : (first.host ?? 'localhost')
  }
  // What is no number is the path of a socket of this machine.
  return Number.isNaN(Number(first)) || typeof second !== 'string' ? 'localhost' : second
}

function refused(host) {
  appendFileSync(process.env.LEFT_MACHINE, `${host}\n`)
  return Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
}

net.Socket.prototype.connect = function (...args) {
  const host = hostOf(args)
  if (LOOPBACK.test(host)) return connect.apply(this, args)
  const error = refused(host)
  process.nextTick(() => this.destroy(error))
  return this
}

dgram.Socket.prototype.send = function () {
  throw refused('a datagram')
}
