import type { ArchitectureChoices } from './architecture.ts'

export interface MobileNetOptions extends Omit<ArchitectureChoices, 'classes'> {
  /** @default 1001: ImageNet's thousand and a background class */
  readonly classes?: number
}
