import * as z from 'zod/mini'
import { userConfigSchema } from './config-schema.ts'

/** The config's JSON Schema (draft 2020-12) for editors, made from the schema that validates. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Precious config',
    description: 'Budgets for what neural networks cost on an Edge TPU. Paths are relative to this file.',
    ...z.toJSONSchema(userConfigSchema, { io: 'input' }),
  }
}
