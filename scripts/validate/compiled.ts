import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network } from '../../src/model/network.ts'
import { modelPage, type PublishedLatency } from './published.ts'

/** The compiled files at hand, by the name of their plain network. */
const compiledFiles: Readonly<Record<string, string>> = {
  'mobilenet-v1 0.25/128': 'mobilenet_v1_0.25_128_quant_edgetpu.tflite',
  'posenet-mobilenet-v1 0.75/353x481': 'posenet_mobilenet_v1_075_353_481_16_quant_decoder_edgetpu.tflite',
  'movenet-lightning 192': 'movenet_single_pose_lightning_ptq_edgetpu.tflite',
  'deeplab-v3-mobilenet-v2 0.5/513': 'deeplabv3_mnv2_dm05_pascal_quant_edgetpu.tflite',
}

/**
 * The compiled partner of a figure's network, where the figure may be of that very file: the vendor's page of models names
 * it for download. Other figures are of compilations that are not at hand.
 */
export function compiledNetworkOf({ network, source }: PublishedLatency, models: string): Network | undefined {
  const file = source === modelPage ? compiledFiles[network.model] : undefined
  return file === undefined ? undefined : loadNetwork(readFileSync(join(models, file)))
}
