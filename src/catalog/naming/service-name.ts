/** Service of a type: `AWS::CustomerProfiles::Integration` is in `customerprofiles`, `Initech::TPS::Report` in `initech_tps`. */
export function serviceName(typeName: string): string {
  const [organisation = '', service = ''] = typeName.toLowerCase().split('::')
  return organisation === 'aws' ? service : `${organisation}_${service}`
}
