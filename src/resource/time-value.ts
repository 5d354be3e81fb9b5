const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i
const TIME_NAME = /time|date|start|end|from|until|expir|since|after|before|at$/i

/** Names of lengths of time and of counts: DefaultExpirationDays, SessionTimeoutInMinutes. */
const LENGTH_NAME = /days|hours|minutes|seconds|millis|count|size|limit|interval|period|percent/i

/** True for property names that hold points in time: ScheduleStartTime, FirstExecutionFrom. */
export function isTimeName(name: string): boolean {
  return TIME_NAME.test(name) && !LENGTH_NAME.test(name)
}

/** Epoch seconds of an ISO 8601 text (UTC where no zone is given); `undefined` for other texts. */
export function epochSeconds(text: string): number | undefined {
  const milliseconds = parseIso(text)
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** ISO 8601 in UTC of epoch seconds; `undefined` where no date can be that. */
export function isoFromEpoch(seconds: number): string | undefined {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? undefined : withoutZeroMilliseconds(date.toISOString())
}

/** RFC 3339 form of an ISO 8601 text; a text that is RFC 3339 already stays as it is. */
export function isoText(text: string): string | undefined {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return text
  const milliseconds = parseIso(text)
  return milliseconds === undefined ? undefined : isoFromEpoch(milliseconds / 1000)
}

function parseIso(text: string): number | undefined {
  const trimmed = text.trim()
  if (!ISO.test(trimmed)) return undefined
  let normal = trimmed.replace(' ', 'T').toUpperCase()
  normal = normal.replace(/([+-]\d\d)$/, (zone: string, _group, offset: number) =>
    offset > 10 ? `${zone}:00` : zone,
  )
  normal = normal.replace(/(T.*[+-]\d\d)(\d\d)$/, '$1:$2')
  if (normal.includes('T') && !/(Z|[+-]\d\d:\d\d)$/.test(normal)) normal += 'Z'
  const milliseconds = Date.parse(normal)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}

function withoutZeroMilliseconds(iso: string): string {
  return iso.replace('.000Z', 'Z')
}
