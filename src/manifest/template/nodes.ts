import { AppError } from '../../errors/index.js'

/** Nodes of nunjucks' parser, as far as they are read. Lines and columns are 0-based. */
export interface TemplateNode {
  readonly typename: string
  readonly lineno?: number
  readonly colno?: number
  readonly value?: unknown
  readonly children?: readonly TemplateNode[]
  readonly target?: TemplateNode
  readonly targets?: readonly TemplateNode[]
  readonly val?: TemplateNode
  readonly left?: TemplateNode
  readonly right?: TemplateNode
  readonly name?: TemplateNode
  readonly args?: TemplateNode
  readonly arr?: TemplateNode
  readonly body?: TemplateNode
  readonly cond?: TemplateNode
  readonly else_?: TemplateNode | null
  readonly expr?: TemplateNode
  readonly ops?: readonly (TemplateNode & { readonly type: string })[]
  readonly cases?: readonly TemplateNode[]
  readonly default?: TemplateNode | null
  readonly key?: TemplateNode
}

/** A part that nunjucks' parser always gives. */
export function child(node: TemplateNode | null | undefined): TemplateNode {
  if (node == null) throw new AppError('TEMPLATE_SYNTAX', 'the template is incomplete')
  return node
}

/** True of a member of an object whose value is the variable that it is named after: `"Tags": tags`. */
export function isOwnName({ key, value }: TemplateNode): boolean {
  const variable = value as TemplateNode | undefined
  if (key?.typename !== 'Literal' || variable?.typename !== 'Symbol') return false
  const fold = (name: unknown): string => String(name).replaceAll('_', '').toLowerCase()
  return fold(key.value) === fold(variable.value)
}
