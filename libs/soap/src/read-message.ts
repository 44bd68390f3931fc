import type { Instant } from '@libs/kernel';
import { type XmlDocument, XmlElement, type XmlTreeNode } from 'libxml2-wasm';
import { Element } from './element.js';
import { type Fault, faultFrom } from './fault.js';
import { MalformedMessage } from './malformed-message.js';
import type { MessageSchema } from './message-schema.js';
import { parsed, soap12RootOf } from './parse.js';
import { believe } from './security/believe.js';
import type { ProvenToken, Trust } from './security/proven-token.js';
import { soap12, wsse } from './soap.js';

/** What a body holds: a message of the service, or a fault. */
export type Message =
  | { readonly kind: 'payload'; readonly payload: Element }
  | { readonly kind: 'fault'; readonly fault: Fault };

/**
 * Reads bytes from outside as a SOAP 1.2 message of `schema`; UTF-8 only, at most `bytesMax` bytes, no document type.
 * Throws {@link MalformedMessage} for everything else. What is returned has been validated. Headers that must be understood are
 * refused but for those that the caller `understands`, by namespace.
 */
export function readMessage(
  bytes: Uint8Array,
  schema: MessageSchema,
  bytesMax: number,
  understands: readonly string[] = [],
): Message {
  using document = parsed(bytes, bytesMax);
  return messageOf(document, soap12RootOf(document), schema, understands);
}

/**
 * Reads a message as {@link readMessage} does, after the token and the signature that protect it have been verified at `now` in the
 * same tree that it is then read of. Throws {@link Unbelieved} for a message that nobody believed has signed, and tells it no more.
 */
export function readProtectedMessage(
  bytes: Uint8Array,
  schema: MessageSchema,
  bytesMax: number,
  { trust, now }: { readonly trust: Trust; readonly now: Instant },
): { readonly message: Message; readonly token: ProvenToken } {
  using document = parsed(bytes, bytesMax);
  const root = soap12RootOf(document);
  const { token } = believe(document, trust, now);
  return { message: messageOf(document, root, schema, [wsse]), token };
}

function messageOf(
  document: XmlDocument,
  root: XmlElement,
  schema: MessageSchema,
  understands: readonly string[],
): Message {
  const violation = schema.violation(document);
  if (violation !== undefined)
    throw new MalformedMessage('invalid', violation.rule, violation.place);
  refuseHeadersToUnderstand(root, understands);
  return messageIn(root);
}

function refuseHeadersToUnderstand(root: XmlElement, understands: readonly string[]): void {
  const header = childElements(root).find((child) => child.name === 'Header');
  const demands = header === undefined ? [] : childElements(header).filter(mustBeUnderstood);
  if (demands.some(({ namespaceUri }) => !understands.includes(namespaceUri)))
    throw new MalformedMessage('not-understood', 'a header block is not understood', 'Header');
}

function mustBeUnderstood(block: XmlElement): boolean {
  return block.attrs.some(
    ({ name, namespaceUri, value }) =>
      name === 'mustUnderstand' && namespaceUri === soap12 && ['true', '1'].includes(value.trim()),
  );
}

function messageIn(root: XmlElement): Message {
  const body = childElements(root).find(
    ({ name, namespaceUri }) => name === 'Body' && namespaceUri === soap12,
  );
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
