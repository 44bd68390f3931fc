import { readdirSync, readFileSync } from 'node:fs';
import {
  type XmlDocument as Document,
  XmlBufferInputProvider,
  xmlCleanupInputProvider,
  XmlDocument,
  xmlRegisterInputProvider,
  XmlValidateError,
  XsdValidator,
} from 'libxml2-wasm';
import { faultToldBy, type Violation } from './violation.js';

/**
 * Understands what a whole message of one service, envelope and all, must look like. Compiled once from the published
 * XSD files, kept for the life of the process.
 */
export class MessageSchema {
  private constructor(
    private readonly validator: XsdValidator,
    private readonly declared: ReadonlySet<string>,
    /** Namespace prefixes for writing: prefix → namespace. */
    readonly prefixes: Readonly<Record<string, string>>,
  ) {}

  /**
   * Compiles `entry` (a file of `folder`) with all it imports from that folder; nothing else can be imported.
   * Throws when the schema itself is wrong.
   */
  static load(
    folder: URL,
    entry: string,
    prefixes: Readonly<Record<string, string>>,
  ): MessageSchema {
    const files = schemaFiles(folder);
    xmlRegisterInputProvider(new XmlBufferInputProvider(files));
    try {
      using document = XmlDocument.fromBuffer(fileNamed(files, entry), { url: entry });
      return new MessageSchema(XsdValidator.fromDoc(document), declaredNames(files), prefixes);
    } finally {
      xmlCleanupInputProvider();
    }
  }

  /** What first breaks the schema, told without quoting values; nothing when the document is valid. */
  violation(document: Document): Violation | undefined {
    try {
      this.validator.validate(document);
      return undefined;
    } catch (error) {
      if (error instanceof XmlValidateError) return faultToldBy(error, this.declared);
      throw error;
    }
  }
}

function schemaFiles(folder: URL): Record<string, Uint8Array> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.xsd'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder))]));
}

function fileNamed(files: Record<string, Uint8Array>, name: string): Uint8Array {
  const file = files[name];
  if (file === undefined) throw new Error(`no schema file ${name}`);
  return file;
}

function declaredNames(files: Record<string, Uint8Array>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of Object.values(files)) {
    using document = XmlDocument.fromBuffer(file);
    for (const attribute of document.find("//*[local-name()='element']/@name"))
      names.add(attribute.content);
  }
  return names;
}
