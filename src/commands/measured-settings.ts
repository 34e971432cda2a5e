import type { EstimatorArtifact } from '../estimator/artifact.ts'
import type { MeasurementSettings } from '../measurement/dataset-row.ts'
import { plural } from '../report/format.ts'

type SettingName = 'link' | 'host'

/** What all rows say alike; undefined where they differ or none says anything. */
export function commonSetting(settings: readonly MeasurementSettings[], name: SettingName): string | undefined {
  const [first, ...others] = new Set(settings.map((one) => one[name]))
  return others.length === 0 ? first : undefined
}

/** What the settings of measurements say against the target that is to be fitted to them, as sentences. */
export function contradictions(settings: readonly MeasurementSettings[], base: EstimatorArtifact): string[] {
  const otherLinks = settings.flatMap(({ link }) => (link === undefined || isSameLink(link, base.link) ? [] : [link]))
  const otherClocks = settings.flatMap(({ clock }) => {
    const mhz = clock === undefined ? undefined : megahertzOf(clock)
    return clock === undefined || mhz === undefined || mhz === base.clockMhz ? [] : [clock]
  })
  const links = new Set(settings.flatMap(({ link }) => link ?? []))
  const several = `The rows name ${links.size} links (${[...links].join(', ')}), which one fit cannot tell apart.`
  return [
    ...said(otherLinks, 'link', `${base.target} is on ${base.link}`),
    ...said(otherClocks, 'clock', `${base.target} runs at ${base.clockMhz} MHz`),
    ...(links.size > 1 ? [several] : []),
  ]
}

function said(others: readonly string[], what: string, but: string): string[] {
  if (others.length === 0) return []
  const named = [...new Set(others)].map((text) => `"${text}"`).join(', ')
  return [`${plural(others.length, 'row')} with the ${what} ${named}, but ${but}: they count all the same.`]
}

/** "PCIe" is "PCIe Gen2 x1". */
function isSameLink(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  return one !== undefined && other !== undefined && (one.startsWith(other) || other.startsWith(one))
}

/** Clocks of the Edge TPU runtime: "max" and "std" are its two builds. Undefined where a text says none. */
function megahertzOf(clock: string): number | undefined {
  const named = { max: 500, maximum: 500, std: 250, standard: 250 }[clock.trim().toLowerCase()]
  const [, mhz] = /^(\d+(?:\.\d+)?) ?MHz$/i.exec(clock.trim()) ?? []
  return named ?? (mhz === undefined ? undefined : Number(mhz))
}
