import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mobileNetV1 } from '../../src/generator/architectures/mobilenet-v1.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { readTable } from './csv.ts'

/** A latency that somebody published, of a network that is at hand. */
export interface PublishedLatency {
  readonly target: string
  readonly model: string
  readonly source: string
  /** Whether a coefficient of the target was fitted on this model. */
  readonly usedToFit: boolean
  readonly measuredMs: number
}

/** Where a figure stands: in a file of the data folder, in the row whose columns hold these values, or cited here. */
type Place =
  | { readonly file: string; readonly row: Readonly<Record<string, string>>; readonly column: string }
  | { readonly cited: number }

interface Reference {
  readonly target: string
  readonly model: string
  readonly source: string
  readonly usedToFit?: true
  readonly place: Place
}

const seed = 1

/** The networks at hand: files of the models folder, or architectures with random weights. */
const networks: Readonly<Record<string, (models: string) => Network>> = {
  'mobilenet_v1_0.25_128': fromFile('mobilenet_v1_0.25_128_quant.tflite'),
  'mobilenet_v1_0.5_160': fromFile('mobilenet_v1_0.5_160_quant.tflite'),
  'mobilenet_v1_0.75_192': () => mobileNetV1({ widthMultiplier: 0.75, inputSize: 192, quantisation: 'uint8', seed }),
  'mobilenet_v1_1.0_224': () => mobileNetV1({ widthMultiplier: 1, inputSize: 224, quantisation: 'uint8', seed }),
  'mobilenet_v2_1.0_224': fromFile('mobilenet_v2_1.0_224_quant.tflite'),
  posenet_mobilenet_v1_075_353_481_16: fromFile('posenet_mobilenet_v1_075_353_481_16_quant_decoder.tflite'),
  movenet_single_pose_lightning: fromFile('movenet_single_pose_lightning_ptq.tflite'),
  deeplabv3_mnv2_dm05: fromFile('deeplabv3_mnv2_dm05_pascal_quant.tflite'),
}

function fromFile(name: string): (models: string) => Network {
  return (models) => loadNetwork(readFileSync(join(models, name)))
}

/** The compiled files at hand, by the name of their plain network. */
const compiledFiles: Readonly<Record<string, string>> = {
  'mobilenet_v1_0.25_128': 'mobilenet_v1_0.25_128_quant_edgetpu.tflite',
  posenet_mobilenet_v1_075_353_481_16: 'posenet_mobilenet_v1_075_353_481_16_quant_decoder_edgetpu.tflite',
  movenet_single_pose_lightning: 'movenet_single_pose_lightning_ptq_edgetpu.tflite',
  deeplabv3_mnv2_dm05: 'deeplabv3_mnv2_dm05_pascal_quant_edgetpu.tflite',
}

/**
 * The compiled partner of a figure's network, where the figure may be of that very file: the vendor's page of models names
 * it for download. Other figures are of compilations that are not at hand.
 */
export function compiledNetworkOf({ model, source }: PublishedLatency, models: string): Network | undefined {
  const file = source === modelPage ? compiledFiles[model] : undefined
  return file === undefined ? undefined : loadNetwork(readFileSync(join(models, file)))
}

/** A network of the table by name. */
export function networkOf(model: string, models: string): Network {
  const make = networks[model]
  if (make === undefined) throw new Error(`no network is at hand for ${model}`)
  return make(models)
}

const referenceFile = 'google-coral/edgetpu benchmarks/reference, basic_engine'
const vendorPage = 'coral.ai/docs/edgetpu/benchmarks'
const modelPage = 'coral.ai/models'
const salimmj = 'salimmj/coral-benchmarks results.csv'
const tinycoral = 'FrederikRogalski/tinycoral bench/RESULTS.md'

function reference(target: string, model: string, hostId: string, note = ''): Reference {
  const row = { benchmark: 'basic_engine', host_id: hostId, model: `${model}_quant_edgetpu.tflite` }
  const place = { file: 'coral-reference-latency.csv', row, column: 'value' }
  return { target, model, source: referenceFile + note, place }
}

function vendor(target: string, model: string, name: string, host: string): Reference {
  const row = { model: name, host, executes_on: 'EdgeTPU' }
  return { target, model, source: vendorPage, place: { file: 'coral-vendor-tables.csv', row, column: 'latency_ms' } }
}

function modelsPage(model: string, name: string, input: string): Reference {
  const place = { file: 'coral-vendor-tables.csv', row: { model: name, input }, column: 'latency_ms' }
  return { target: 'coral-usb3-max', model, source: modelPage, place }
}

/** The figures of salimmj/coral-benchmarks; its link is not stated, and PCIe by its speed. */
function cited(target: string, model: string, source: string, ms: number): Reference {
  return { target, model, source, place: { cited: ms } }
}

function fitted(place: Reference): Reference {
  return { ...place, usedToFit: true }
}

const usbDesktop = 'Desktop CPU + USB Accelerator (USB 3.0)'

/**
 * Every row of the reference and vendor files whose network is at hand and whose host a target stands for. Left out:
 * the Raspberry Pi 4 on USB 3, a host without a target.
 */
const references: readonly Reference[] = [
  reference('coral-usb3-max', 'mobilenet_v1_1.0_224', 'x86_64'),
  reference('coral-usb3-max', 'mobilenet_v2_1.0_224', 'x86_64'),
  vendor('coral-usb3-max', 'mobilenet_v1_1.0_224', 'MobileNet v1 (224x224)', usbDesktop),
  vendor('coral-usb3-max', 'mobilenet_v2_1.0_224', 'MobileNet v2 (224x224)', usbDesktop),
  modelsPage('mobilenet_v1_0.25_128', 'MobileNet V1 0.25', '128x128x3'),
  modelsPage('posenet_mobilenet_v1_075_353_481_16', 'PoseNet MobileNet V1 s16', '353x481x3'),
  modelsPage('movenet_single_pose_lightning', 'MoveNet.SinglePose.Lightning', '192x192x3'),
  fitted(modelsPage('deeplabv3_mnv2_dm05', 'MobileNet v2 DeepLab v3 0.5', '513x513x3')),
  {
    target: 'coral-usb3-max',
    model: 'mobilenet_v1_1.0_224',
    source: 'RCL-lab/QutibenchWeb',
    place: { file: 'qutibench-latency.csv', row: { model: 'MobileNetv1', clock_mode: 'fast' }, column: 'lat_comp_ms' },
  },
  fitted({
    target: 'coral-usb3-std',
    model: 'mobilenet_v1_1.0_224',
    source: 'RCL-lab/QutibenchWeb',
    place: { file: 'qutibench-latency.csv', row: { model: 'MobileNetv1', clock_mode: 'slow' }, column: 'lat_comp_ms' },
  }),
  fitted(cited('coral-usb3-std', 'mobilenet_v1_1.0_224', tinycoral, 3.96)),
  reference('coral-usb2-max', 'mobilenet_v1_1.0_224', 'rp3b', ', Raspberry Pi 3 B'),
  reference('coral-usb2-max', 'mobilenet_v1_1.0_224', 'rp3b+', ', Raspberry Pi 3 B+'),
  reference('coral-usb2-max', 'mobilenet_v2_1.0_224', 'rp3b', ', Raspberry Pi 3 B'),
  reference('coral-usb2-max', 'mobilenet_v2_1.0_224', 'rp3b+', ', Raspberry Pi 3 B+'),
  cited('coral-pcie-max', 'mobilenet_v1_0.25_128', salimmj, 0.36),
  cited('coral-pcie-max', 'mobilenet_v1_0.5_160', salimmj, 0.56),
  cited('coral-pcie-max', 'mobilenet_v1_0.75_192', salimmj, 0.64),
  cited('coral-pcie-max', 'mobilenet_v1_1.0_224', salimmj, 0.96),
  cited('coral-pcie-max', 'mobilenet_v2_1.0_224', salimmj, 1.1),
  fitted(reference('coral-devboard-max', 'mobilenet_v1_1.0_224', 'aarch64')),
  fitted(reference('coral-devboard-max', 'mobilenet_v2_1.0_224', 'aarch64')),
  fitted(vendor('coral-devboard-max', 'mobilenet_v1_1.0_224', 'MobileNet v1 (224x224)', 'Dev Board')),
  fitted(vendor('coral-devboard-max', 'mobilenet_v2_1.0_224', 'MobileNet v2 (224x224)', 'Dev Board')),
]

/** The published figures, read from the data folder. */
export function publishedLatencies(data: string): PublishedLatency[] {
  return references.map(({ place, usedToFit = false, ...about }) => ({
    ...about,
    usedToFit,
    measuredMs: 'cited' in place ? place.cited : lookUp(join(data, place.file), place.row, place.column),
  }))
}

function lookUp(file: string, row: Readonly<Record<string, string>>, column: string): number {
  const match = readTable(file).find((candidate) => Object.entries(row).every(([name, value]) => candidate[name] === value))
  if (match === undefined) throw new Error(`${file} has no row with ${JSON.stringify(row)}`)
  return Number(match[column])
}
