import ts from 'typescript'

/** One import, re-export, `import()` or `require()` in a source file. */
export interface Import {
  readonly line: number
  readonly specifier: string
  /** Whether it leaves nothing behind at run time. */
  readonly isTypeOnly: boolean
}

/** A use of a variable that the file does not declare itself, such as `process`. */
export interface GlobalUse {
  readonly line: number
  readonly name: string
}

export interface SourceUses {
  readonly imports: readonly Import[]
  readonly globals: readonly GlobalUse[]
}

/** What a TypeScript source uses: its imports, and those of the global variables `watched` that it reads. */
export function readUses(path: string, text: string, watched: ReadonlySet<string>): SourceUses {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  const reads: GlobalUse[] = []
  const declared = new Set<string>()

  function visit(node: ts.Node): void {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
    const found = importOf(node)
    if (found !== undefined) imports.push({ line, ...found })
    if (ts.isIdentifier(node) && watched.has(node.text)) {
      if (isDeclaration(node)) declared.add(node.text)
      else if (isRead(node)) reads.push({ line, name: node.text })
    }
    ts.forEachChild(node, visit)
  }

  visit(source)
  return { imports, globals: reads.filter(({ name }) => !declared.has(name)) }
}

function importOf(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, isTypeOnlyImport(node.importClause))
  if (ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && named(node.moduleSpecifier, isTypeOnlyExport(node))
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? named(node.argument.literal, true) : undefined
  }
  if (ts.isExternalModuleReference(node)) return named(node.expression, false)
  if (ts.isCallExpression(node) && isLoader(node.expression)) return named(node.arguments[0], false)
  return undefined
}

function named(node: ts.Node | undefined, isTypeOnly: boolean): Omit<Import, 'line'> | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { specifier: node.text, isTypeOnly } : undefined
}

function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  if (name !== undefined || namedBindings === undefined) return false
  return ts.isNamedImports(namedBindings) && areTypes(namedBindings.elements)
}

function isTypeOnlyExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true
  return exportClause !== undefined && ts.isNamedExports(exportClause) && areTypes(exportClause.elements)
}

function areTypes(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): boolean {
  return elements.length > 0 && elements.every((element) => element.isTypeOnly)
}

function isLoader(expression: ts.Expression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true
  return ts.isIdentifier(expression) && expression.text === 'require'
}

/** `process` in `const process = ...`, `(process) => ...` or `import { process }`. */
function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) || ts.isImportSpecifier(parent) || ts.isImportClause(parent) ||
      ts.isNamespaceImport(parent)) &&
    parent.name === node
  )
}

/** Not the `process` of `ports.process`, `{ process: 1 }` or of a type's member, but that of `globalThis.process`. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && parent.expression.text === 'globalThis'
  }
  if (ts.isBindingElement(parent) || ts.isQualifiedName(parent)) return false
  const isMemberName = (ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isObjectLiteralElement(parent)) &&
    !ts.isShorthandPropertyAssignment(parent) && parent.name === node
  return !isMemberName
}
