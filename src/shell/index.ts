export { runShell, type ShellOptions } from './run-shell.js'
