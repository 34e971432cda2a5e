import type { Effect, Measures } from '../advice/advice.ts'
import { formatBytes, formatCount, formatShare, formatSigned, plural } from './format.ts'

/** What a change gives: what is streamed, then all that becomes different. */
export function effectWords({ before, after }: Effect): string {
  const streamed = before.streamedBytes > 0 || after.streamedBytes > 0 ? [streamedWords(after)] : []
  if (before.cpuOperators === after.cpuOperators) {
    return [
      ...streamed,
      ...relative('tensor steps', before.tensorSteps, after.tensorSteps),
      ...relative('transfers', transferredBytes(before), transferredBytes(after)),
    ].join(', ')
  }
  const isSameTransfer = transferredBytes(before) === transferredBytes(after)
  const transferred = (measures: Measures): string => formatBytes(transferredBytes(measures))
  // What moves to the Edge TPU adds steps there, which says nothing of the time.
  const uncertain = after.unverifiedOperators - before.unverifiedOperators
  const doubt = uncertain > 0 ? ` (not certain for ${formatCount(uncertain)} of those mapped)` : ''
  return [
    ...streamed,
    `${plural(after.cpuOperators, 'operator')} on the CPU instead of ${formatCount(before.cpuOperators)}${doubt}`,
    ...(isSameTransfer ? [] : [`${transferred(after)} of transfers instead of ${transferred(before)}`]),
  ].join(', ')
}

function streamedWords({ streamedBytes, streamedBytesHigh }: Measures): string {
  const most = streamedBytesHigh > streamedBytes ? ` (${formatBytes(streamedBytesHigh)} at most)` : ''
  return `${formatBytes(streamedBytes)} streamed${most}`
}

function transferredBytes({ toDeviceBytes, fromDeviceBytes }: Measures): number {
  return toDeviceBytes + fromDeviceBytes
}

/** The difference as a share, with two digits; nothing where there is none. */
function relative(noun: string, before: number, after: number): string[] {
  if (before === 0 || before === after) return []
  return [`${noun} ${formatSigned((after - before) / before, (share) => formatShare(Number(share.toPrecision(2))))}`]
}
