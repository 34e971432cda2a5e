/** When models are compiled by the vendor's compiler. */
export type CompileMode = (typeof compileModes)[number]

export const compileModes = ['auto', 'never', 'require'] as const

/** What a machine has installed must not change what budgets say, so the compiler runs only where it is asked for. */
export const usualCompileMode: CompileMode = 'never'
