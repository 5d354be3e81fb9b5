// Prints the manifest of a stack with many resources in a graph of a given depth.
// node bench/make-many-stack.mjs --resources 500 --depth 10 > manifests/many/stackql_manifest.yml
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '500' },
    depth: { type: 'string', default: '10' },
  },
})
process.stdout.write(manyStack(Number(values.resources), Number(values.depth)))

/** Each resource of a layer uses one of the layer before. */
function manyStack(resources, depth) {
  const width = Math.ceil(resources / depth)
  const lines = [
    '# yaml-language-server: $schema=../../dist/manifest.schema.json',
    `# Made by: node bench/make-many-stack.mjs --resources ${resources} --depth ${depth}`,
    'version: 1',
    'name: many',
    `description: ${resources} parameters, ${depth} deep, for the benchmark.`,
    'providers: [awscc]',
    'globals:',
    '  - { name: region, value: us-east-1 }',
    'resources:',
  ]
  for (let index = 0; index < resources; index++) {
    const layer = Math.floor(index / width)
    const place = index % width
    const value = layer === 0 ? 'first' : `after {{ ${nameOf(layer - 1, place)}.Name }}`
    lines.push(
      `  - name: ${nameOf(layer, place)}`,
      '    table: awscc.ssm.parameters',
      '    props:',
      `      - { name: Name, value: '/{{ stack_name }}/{{ stack_env }}/${layer}/${place}' }`,
      '      - { name: Type, value: String }',
      `      - { name: Value, value: '${value}' }`,
      '    exports: [Name]',
    )
  }
  return `${lines.join('\n')}\n`
}

function nameOf(layer, place) {
  return `p-${layer}-${place}`
}
