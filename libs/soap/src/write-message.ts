import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import type { Branch } from './branch.js';
import { type Fault, faultBranch } from './fault.js';
import type { MessageSchema } from './message-schema.js';
import { serviceplatformFault, soap12, wsse } from './soap.js';
import { UnsendableMessage } from './unsendable-message.js';

/** What XML 1.0 cannot carry, not even escaped: most control characters, half surrogates, U+FFFE and U+FFFF. */
const unrepresentable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Writes `payload` in a SOAP 1.2 envelope, UTF-8. It is validated before it is handed out.
 * Throws {@link UnsendableMessage} where our data breaks the schema or holds what XML cannot carry.
 */
export function writeMessage(payload: Branch, schema: MessageSchema): string {
  using document = XmlDocument.create();
  const envelope = document.createRoot('Envelope', soap12, 'env');
  for (const [prefix, namespace] of Object.entries(schema.prefixes))
    envelope.addNsDeclaration(namespace, prefix);
  return written(document, envelope, payload, schema);
}

/** Writes a fault, as {@link writeMessage} writes a payload. */
export function writeFault(fault: Fault, schema: MessageSchema): string {
  using document = XmlDocument.create();
  const envelope = document.createRoot('Envelope', soap12, 'env');
  envelope.addNsDeclaration(serviceplatformFault, 'f');
  if (fault.subcode !== undefined) envelope.addNsDeclaration(wsse, 'wsse');
  return written(document, envelope, faultBranch(fault), schema);
}

function written(
  document: XmlDocument,
  envelope: XmlElement,
  content: Branch,
  schema: MessageSchema,
): string {
  grow(envelope.addElement('Body', 'env'), content);
  const violation = schema.violation(document);
  if (violation !== undefined) throw new UnsendableMessage(violation.rule, violation.place);
  return document.toString({ format: false, encoding: 'utf-8' });
}

function grow(parent: XmlElement, { prefix, name, content }: Branch): void {
  const element = parent.addElement(name, prefix);
  if (typeof content !== 'string') {
    for (const child of content) if (child !== undefined) grow(element, child);
    return;
  }
  if (unrepresentable.test(content))
    throw new UnsendableMessage('holds a character that XML cannot carry', name);
  if (prefix === 'env' && name === 'Text') sayInEnglish(element);
  if (content !== '') element.addText(content);
}

function sayInEnglish(reason: XmlElement): void {
  reason.setAttr('lang', 'en', 'xml');
}
