import {
  ParseOption,
  XmlDocument,
  XmlElement,
  XmlParseError,
  type XmlTreeNode,
} from 'libxml2-wasm';
import { Element } from './element.js';
import { type Fault, faultFrom } from './fault.js';
import { MalformedMessage } from './malformed-message.js';
import type { MessageSchema } from './message-schema.js';
import { isSoap11, soap12 } from './soap.js';

/** What a body holds: a message of the service, or a fault. */
export type Message =
  | { readonly kind: 'payload'; readonly payload: Element }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** No network, no external entities, no room for huge trees (the parser's own limits: depth 256, text 10 MB). */
const options: ParseOption =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_COMPACT;

/**
 * Reads bytes from outside as a SOAP 1.2 message of `schema`; UTF-8 only, at most `bytesMax` bytes, no document type.
 * Throws {@link MalformedMessage} for everything else. What is returned has been validated.
 */
export function readMessage(bytes: Uint8Array, schema: MessageSchema, bytesMax: number): Message {
  if (bytes.byteLength > bytesMax)
    throw new MalformedMessage('too-large', `is larger than ${bytesMax} bytes`);
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('<!DOCTYPE')) {
    throw new MalformedMessage('doctype', 'a document type is not allowed');
  }
  using document = parse(bytes);
  const root = document.root;
  refuseOtherEnvelopes(root);
  const violation = schema.violation(document);
  if (violation !== undefined)
    throw new MalformedMessage('invalid', violation.rule, violation.place);
  refuseHeadersToUnderstand(root);
  return messageIn(root);
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

function refuseOtherEnvelopes(root: XmlElement): void {
  if (root.name === 'Envelope' && root.namespaceUri === soap12) return;
  const rule = isSoap11(root.namespaceUri) ? 'is SOAP 1.1' : 'is no SOAP envelope';
  throw new MalformedMessage('not-soap-12', `${rule}; this service speaks SOAP 1.2`);
}

function refuseHeadersToUnderstand(root: XmlElement): void {
  const header = childElements(root).find((child) => child.name === 'Header');
  const demands = header === undefined ? [] : childElements(header).filter(mustBeUnderstood);
  if (demands.length > 0)
    throw new MalformedMessage('not-understood', 'a header block is not understood', 'Header');
}

function mustBeUnderstood(block: XmlElement): boolean {
  return block.attrs.some(
    ({ name, namespaceUri, value }) =>
      name === 'mustUnderstand' && namespaceUri === soap12 && ['true', '1'].includes(value.trim()),
  );
}

function messageIn(root: XmlElement): Message {
  const body = childElements(root).find((child) => child.name === 'Body');
  const only = body === undefined ? undefined : childElements(body)[0];
  if (only === undefined) throw new MalformedMessage('invalid', 'lacks an element', 'Body');
  const element = elementOf(only);
  const isFault = element.name === 'Fault' && element.namespace === soap12;
  return isFault
    ? { kind: 'fault', fault: faultFrom(element) }
    : { kind: 'payload', payload: element };
}

function elementOf(node: XmlElement): Element {
  const children = childElements(node);
  return new Element(
    node.name,
    node.namespaceUri,
    children.length === 0 ? node.content : children.map(elementOf),
  );
}

function childElements(node: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let child: XmlTreeNode | null = node.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) found.push(child);
  }
  return found;
}
