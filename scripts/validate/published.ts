import { join } from 'node:path'
import { readTable } from './csv.ts'
import { convolutions, denseLayers, known, type KnownNetwork, moveNet, poseNet } from './networks.ts'

/** A latency that somebody published, of a network that is at hand. */
export interface PublishedLatency {
  readonly target: string
  readonly network: KnownNetwork
  readonly source: string
  readonly measuredMs: number
  /**
   * Whether it is of a compiler and a runtime before 2021: such compilers write no instructions of note for a SOFTMAX,
   * which estimates count by default (see `instructions.ts`), and such runtimes took longer for what detectors find.
   */
  readonly isBefore2021: boolean
}

/** Where a figure stands: in a file of the data folder, in the row whose columns hold these values, or cited here. */
type Place =
  | { readonly file: string; readonly row: Readonly<Record<string, string>>; readonly column: string }
  | { readonly cited: number }

interface Reference extends Omit<PublishedLatency, 'measuredMs'> {
  readonly place: Place
}

/** The hosts of Google's reference times that a target stands for. */
const referenceHosts = [
  ['coral-usb3-max', 'x86_64', ''],
  ['coral-devboard-max', 'aarch64', ''],
  ['coral-usb2-max', 'rp3b', ', Raspberry Pi 3 B'],
  ['coral-usb2-max', 'rp3b+', ', Raspberry Pi 3 B+'],
] as const

/** Its files were committed in 2019. */
function googleReference(network: KnownNetwork, file: string): Reference[] {
  return referenceHosts.map(([target, hostId, note]) => {
    const row = { benchmark: 'basic_engine', host_id: hostId, model: `${file}_edgetpu.tflite` }
    const place = { file: 'coral-reference-latency.csv', row, column: 'value' }
    const source = `google-coral/edgetpu benchmarks/reference, basic_engine${note}`
    return { target, network, source, isBefore2021: true, place }
  })
}

const vendorHosts = [
  ['coral-usb3-max', 'Desktop CPU + USB Accelerator (USB 3.0)'],
  ['coral-devboard-max', 'Dev Board'],
] as const

/** The vendor's page of benchmarks; which release compiled its models is not said. */
function vendorPage(network: KnownNetwork, name: string): Reference[] {
  return vendorHosts.map(([target, host]) => {
    const row = { source: 'coral.ai/docs/edgetpu/benchmarks', model: name, host, executes_on: 'EdgeTPU' }
    const place = { file: 'coral-vendor-tables.csv', row, column: 'latency_ms' }
    return { target, network, source: row.source, isBefore2021: false, place }
  })
}

/** The vendor's page of models, of 2021. Its host is in a footnote; the times are those of USB 3 on a desktop. */
export const modelPage = 'coral.ai/models'

function modelsPage(network: KnownNetwork, name: string, input: string): Reference {
  const place = { file: 'coral-vendor-tables.csv', row: { model: name, input }, column: 'latency_ms' }
  return { target: 'coral-usb3-max', network, source: modelPage, isBefore2021: false, place }
}

const clockModes = [['coral-usb3-max', 'fast'], ['coral-usb3-std', 'slow']] as const

function qutibench(network: KnownNetwork, model: string): Reference[] {
  return clockModes.map(([target, mode]) => {
    const place = { file: 'qutibench-latency.csv', row: { model, clock_mode: mode }, column: 'lat_comp_ms' }
    return { target, network, source: 'RCL-lab/QutibenchWeb', isBefore2021: false, place }
  })
}

/** MobileNet v1 at two clocks. */
function tinycoral(target: string, ms: number): Reference {
  const source = 'FrederikRogalski/tinycoral bench/RESULTS.md'
  return { target, network: known('mobilenet-v1'), source, isBefore2021: false, place: { cited: ms } }
}

/** The models of 2020 that salimmj/coral-benchmarks timed; its link is not stated, and PCIe by its speed. */
function salimmj(network: KnownNetwork, ms: number): Reference {
  const source = 'salimmj/coral-benchmarks results.csv'
  return { target: 'coral-pcie-max', network, source, isBefore2021: true, place: { cited: ms } }
}

const sweepFile = 'width-sweep-latency.csv'

function sweep(network: KnownNetwork, kind: string, width: number, input: string): Reference {
  const row = { kind, width: String(width), num_tpus: '1', input }
  const place = { file: sweepFile, row, column: 'latency_ms' }
  const source = 'Jorgitou98/EdgeTPU-QuantRL-Evaluation'
  return { target: 'coral-pcie-max', network, source, isBefore2021: false, place }
}

function widths(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}

/**
 * Of the width sweeps every fifth width of the convolutions before layers are streamed, and of the dense layers every
 * tenth or twentieth: enough, since the widths of a sweep count as one architecture together.
 */
const sweeps: readonly Reference[] = [
  ...widths(32, 382, 50).map((width) => sweep(convolutions(width), 'conv', width, '64x64x3')),
  ...widths(100, 2_500, 400).map((width) => sweep(denseLayers(width, 64), 'dense', width, '64')),
  ...widths(22, 1_622, 200).map((width) => sweep(denseLayers(width, 6_912), 'dense', width, '64?')),
]

/** The widths of the convolutions that stream by the compiler's count, with activations that do not fit into the tiles. */
const chunkedSweeps: readonly Reference[] = widths(452, 702, 10).map((width) =>
  sweep(convolutions(width), 'conv', width, '64x64x3'),
)

const ssd1 = known('ssd-mobilenet-v1')
const ssd2 = known('ssd-mobilenet-v2')
const ssdFace = known('ssd-mobilenet-v2-face')
const deepLab = known('deeplab-v3-mobilenet-v2')
const efficientNets = ['S', 'M', 'L'].map((size) => [size, known(`efficientnet-edgetpu-${size.toLowerCase()}`)] as const)

/**
 * Every row of the reference and vendor files whose network is at hand and whose host a target stands for. Left out: the
 * Raspberry Pi 4 on USB 3, a host without a target, and rows that repeat another one: under a second name, or with the
 * same time on the vendor's other page (where the two differ, both count). The vendor's page of benchmarks gives SSD an
 * input of 224x224; its page of models has the same times for 300x300. Its Inception-ResNet v2 is taken for the network
 * of TFLite's list, which ends at the auxiliary head: the whole one would need twice the rate of all others.
 */
const references: readonly Reference[] = [
  ...googleReference(known('mobilenet-v1'), 'mobilenet_v1_1.0_224_quant'),
  ...googleReference(known('mobilenet-v2'), 'mobilenet_v2_1.0_224_quant'),
  ...googleReference(known('inception-v1'), 'inception_v1_224_quant'),
  ...googleReference(known('inception-v4'), 'inception_v4_299_quant'),
  ...googleReference(ssd1, 'mobilenet_ssd_v1_coco_quant_postprocess'),
  ...googleReference(ssd2, 'mobilenet_ssd_v2_coco_quant_postprocess'),
  ...googleReference(ssdFace, 'mobilenet_ssd_v2_face_quant_postprocess'),
  ...vendorPage(known('mobilenet-v1'), 'MobileNet v1 (224x224)'),
  ...vendorPage(known('mobilenet-v2'), 'MobileNet v2 (224x224)'),
  ...vendorPage(known('inception-v1'), 'Inception v1 (224x224)'),
  ...vendorPage(known('inception-v4'), 'Inception v4 (299x299)'),
  ...vendorPage(known('inception-resnet-v2-auxiliary'), 'Inception-ResNet V2 (299x299)'),
  ...vendorPage(known('resnet-50-v1', { inputSize: 299 }), 'ResNet-50 V1 (299x299)'),
  ...vendorPage(known('resnet-50-v2', { inputSize: 299 }), 'ResNet-50 V2 (299x299)'),
  ...vendorPage(known('resnet-152-v2', { inputSize: 299 }), 'ResNet-152 V2 (299x299)'),
  ...vendorPage(known('vgg-16'), 'VGG16 (224x224)'),
  ...vendorPage(known('vgg-19'), 'VGG19 (224x224)'),
  ...vendorPage(known('squeezenet'), 'SqueezeNet (224x224)'),
  ...vendorPage(known('densenet-121'), 'DenseNet (224x224)'),
  ...vendorPage(known('efficientnet-edgetpu-s'), 'EfficientNet-EdgeTpu-S'),
  ...vendorPage(known('efficientnet-edgetpu-m'), 'EfficientNet-EdgeTpu-M'),
  ...vendorPage(known('unet-mobilenet-v2'), 'UNet MobileNet v2 (128x128)'),
  ...vendorPage(ssd1, 'MobileNet v1 SSD (224x224)'),
  ...vendorPage(ssd2, 'MobileNet v2 SSD (224x224)'),
  ...vendorPage(deepLab, 'DeepLab V3 (513x513)'),
  modelsPage(known('mobilenet-v1', { widthMultiplier: 0.25, inputSize: 128 }), 'MobileNet V1 0.25', '128x128x3'),
  modelsPage(
    known('inception-v2'),
    'Inception V3 224x224 as listed (12.0 MB suggests Inception V2)',
    '224x224x3',
  ),
  modelsPage(known('inception-v3'), 'Inception V3', '299x299x3'),
  modelsPage(known('inception-v4'), 'Inception V4', '299x299x3'),
  modelsPage(known('efficientnet-edgetpu-s'), 'EfficientNet-EdgeTpu (S)', '224x224x3'),
  modelsPage(known('efficientnet-edgetpu-m'), 'EfficientNet-EdgeTpu (M)', '240x240x3'),
  modelsPage(known('efficientnet-edgetpu-l'), 'EfficientNet-EdgeTpu (L)', '300x300x3'),
  modelsPage(ssd2, 'SSD MobileNet V2 (TF1)', '300x300x3'),
  modelsPage(ssdFace, 'SSD MobileNet V2 faces', '320x320x3'),
  modelsPage(known('unet-mobilenet-v2'), 'U-Net MobileNet v2', '128x128x3'),
  modelsPage(known('unet-mobilenet-v2', { inputSize: 256 }), 'U-Net MobileNet v2', '256x256x3'),
  modelsPage(known('deeplab-v3-mobilenet-v2', { widthMultiplier: 0.5 }), 'MobileNet v2 DeepLab v3 0.5', '513x513x3'),
  modelsPage(deepLab, 'MobileNet v2 DeepLab v3 1.0', '513x513x3'),
  modelsPage(poseNet, 'PoseNet MobileNet V1 s16', '353x481x3'),
  modelsPage(moveNet, 'MoveNet.SinglePose.Lightning', '192x192x3'),
  ...qutibench(known('mobilenet-v1'), 'MobileNetv1'),
  ...qutibench(known('inception-v1'), 'GoogLeNetv1'),
  ...qutibench(known('resnet-50-v1.5'), 'ResNet-50v15'),
  ...efficientNets.flatMap(([size, network]) => qutibench(network, `EfficientNet-${size}`)),
  tinycoral('coral-usb3-max', 2.45),
  tinycoral('coral-usb3-std', 3.96),
  salimmj(known('mobilenet-v1', { widthMultiplier: 0.25, inputSize: 128 }), 0.36),
  salimmj(known('mobilenet-v1', { widthMultiplier: 0.5, inputSize: 160 }), 0.56),
  salimmj(known('mobilenet-v1', { widthMultiplier: 0.75, inputSize: 192 }), 0.64),
  salimmj(known('mobilenet-v1'), 0.96),
  salimmj(known('mobilenet-v2'), 1.1),
  ...sweeps,
]

/** The published figures, read from the data folder. */
export function publishedLatencies(data: string): PublishedLatency[] {
  return references.map((reference) => read(reference, data))
}

/** What was measured of dense layers that are all cached, in three sweeps that have widths in common. */
export function repeatedWidths(data: string): readonly { readonly model: string; readonly measuredMs: number }[] {
  return tableIn(join(data, sweepFile))
    .filter(({ kind, num_tpus: devices, input, offchip_MiB_total: streamed }) =>
      kind === 'dense' && devices === '1' && input === '64' && Number(streamed) === 0)
    .map(({ width, latency_ms: ms }) => ({ model: `${width}`, measuredMs: Number(ms) }))
}

/** Those that tell how often streamed parameters are sent where the activations do not fit into the tiles. */
export function chunkedLatencies(data: string): PublishedLatency[] {
  return chunkedSweeps.map((reference) => read(reference, data))
}

function read({ place, ...about }: Reference, data: string): PublishedLatency {
  const measuredMs = 'cited' in place ? place.cited : lookUp(join(data, place.file), place.row, place.column)
  return { ...about, measuredMs }
}

/** The mean of all rows that match: some sources measured twice. */
function lookUp(file: string, row: Readonly<Record<string, string>>, column: string): number {
  const matches = tableIn(file).filter((candidate) =>
    Object.entries(row).every(([name, value]) => candidate[name] === value),
  )
  if (matches.length === 0) throw new Error(`${file} has no row with ${JSON.stringify(row)}`)
  const times = matches.map((match) => Number(match[column]))
  if (!times.every((ms) => ms > 0)) throw new Error(`${file} has no time in ${column} of ${JSON.stringify(row)}`)
  return times.reduce((sum, ms) => sum + ms, 0) / times.length
}

const tables = new Map<string, Record<string, string>[]>()

/** Each file is read once, for a hundred figures. */
function tableIn(file: string): Record<string, string>[] {
  const table = tables.get(file) ?? readTable(file)
  tables.set(file, table)
  return table
}
