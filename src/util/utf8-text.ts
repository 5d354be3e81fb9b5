/**
 * The text of a file that somebody wrote, without the byte order mark that some editors put before it.
 *
 * @throws TypeError where the bytes are not UTF-8: read anyway, a name would hold other characters than were written.
 */
export function utf8Text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
