import type { Command } from 'commander'
import { AppError } from '../../errors/index.js'

/** What follows a path of verbs: more verbs, and flags. */
interface Choices {
  readonly path: string
  readonly words: readonly string[]
}

/**
 * `skyql completion SHELL`: a script that completes verbs and flags. It is made from the commands themselves,
 * so it cannot fall behind them; no library keeps scripts for commander 14.
 */
export function completionScript(shell: string, program: Command): string {
  const choices = choicesOf(program, '')
  if (shell === 'bash') return bash(choices)
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(choices)}`
  if (shell === 'fish') return fish(choices)
  throw new AppError('USAGE', `there is no completion for "${shell}"`, {
    hint: 'bash, zsh or fish',
  })
}

function choicesOf(command: Command, path: string): Choices[] {
  const verbs = command.commands.map((each) => each.name())
  const flags = command.options
    .flatMap(({ long, short }) => [long, short])
    .filter((flag) => flag !== undefined)
  const below = command.commands.flatMap((each) => choicesOf(each, `${path} ${each.name()}`.trim()))
  return [{ path, words: [...verbs, ...flags, '--help'] }, ...below]
}

function bash(choices: readonly Choices[]): string {
  const cases = choices.map(({ path, words }) => `    "${path}") words="${words.join(' ')}" ;;`)
  return `_skyql() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
    *) case "$path" in exec*) words="${choices.find(({ path }) => path === 'exec')?.words.join(' ') ?? ''}" ;; esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")); fi
}
complete -F _skyql skyql
`
}

function fish(choices: readonly Choices[]): string {
  return choices
    .flatMap(({ path, words }) =>
      words.map((word) => {
        const condition =
          path === ''
            ? '__fish_use_subcommand'
            : `__fish_seen_subcommand_from ${path.split(' ').at(-1) ?? ''}`
        const choice = word.startsWith('--')
          ? `-l ${word.slice(2)}`
          : word.startsWith('-')
            ? `-s ${word.slice(1)}`
            : `-f -a ${word}`
        return `complete -c skyql -n '${condition}' ${choice}`
      }),
    )
    .join('\n')
    .concat('\n')
}
