import { ParseOption, XmlDocument, type XmlElement, XmlParseError } from 'libxml2-wasm';
import { MalformedMessage } from './malformed-message.js';
import { isSoap11, soap12 } from './soap.js';

/** No network, no external entities, no room for huge trees (the parser's own limits: depth 256, text 10 MB). */
const options: ParseOption =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_COMPACT;

/** Parses bytes from outside: UTF-8, at most `bytesMax` bytes, no document type. Throws {@link MalformedMessage}. */
export function parsed(bytes: Uint8Array, bytesMax: number): XmlDocument {
  if (bytes.byteLength > bytesMax)
    throw new MalformedMessage('too-large', `is larger than ${bytesMax} bytes`);
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('<!DOCTYPE')) {
    throw new MalformedMessage('doctype', 'a document type is not allowed');
  }
  return parse(bytes);
}

function parse(bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: options, encoding: 'UTF-8' });
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error;
    const { line, col } = error.details[0] ?? { line: 0, col: 0 };
    throw new MalformedMessage(
      'not-xml',
      'is not well-formed XML in UTF-8',
      `line ${line}, column ${col}`,
    );
  }
}

/** The envelope. Throws {@link MalformedMessage} if it is none of SOAP 1.2. */
export function soap12RootOf({ root }: XmlDocument): XmlElement {
  if (root.name === 'Envelope' && root.namespaceUri === soap12) return root;
  const rule = isSoap11(root.namespaceUri) ? 'is SOAP 1.1' : 'is no SOAP envelope';
  throw new MalformedMessage('not-soap-12', `${rule}; this service speaks SOAP 1.2`);
}
