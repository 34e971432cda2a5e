import { type GenerateOptions, taskOf } from './generate-options.ts'
import type { Terminal } from './terminal.ts'

/** `precious generate`: published architectures and random networks as `.tflite` files. Returns the exit code. */
export async function generateCommand(
  name: string | undefined,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<number> {
  const task = taskOf(name, options)
  switch (task.kind) {
    case 'list': {
      const { listArchitectures } = await import('./generate-list.ts')
      listArchitectures(options, terminal)
      return 0
    }
    case 'architecture': {
      const { generateArchitecture } = await import('./generate-architecture.ts')
      await generateArchitecture(task, options, terminal)
      return 0
    }
    case 'nas-bench-201': {
      const { generateNasBench } = await import('./generate-nas-bench.ts')
      await generateNasBench(task, options, terminal)
      return 0
    }
    case 'sample': {
      const { generateSample } = await import('./generate-sample.ts')
      await generateSample(task, options, terminal)
      return 0
    }
  }
}
