import { readCustomOptions } from '../../src/model/edgetpu/custom-options.ts'
import { readPackage } from '../../src/model/edgetpu/package.ts'
import { rolesOf } from '../../src/model/edgetpu/program-roles.ts'
import { WorkBudget } from '../../src/model/flatbuffer/work-budget.ts'

/** The chunks of instructions that run at each inference. */
export function runningChunks(customOptions: Uint8Array): readonly Uint8Array[] {
  const budget = new WorkBudget(customOptions.length)
  const { programs } = readPackage(readCustomOptions(customOptions, budget).package, budget)
  return rolesOf(programs).running.chunks.map(({ bytes }) => bytes)
}
