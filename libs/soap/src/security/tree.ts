import { type Document, DOMParser, type Element, type Node, XMLSerializer } from '@xmldom/xmldom';
import { MalformedMessage } from '../malformed-message.js';
import { namespaces, type Prefix } from './vocabularies.js';

type Attributes = Readonly<Record<string, string>>;
type Content = string | readonly Node[];

/** Makes elements of one document, by the prefixes of `vocabularies.ts`: `make('wsu:Id')`. */
export type Maker = (
  name: `${Prefix}:${string}`,
  content: Content,
  attributes?: Attributes,
) => Element;

/** Reads XML that has been found well-formed and without a document type before. */
export function treeOf(xml: string): Document {
  return new DOMParser({ onError: complain }).parseFromString(xml, 'text/xml');
}

/** The root of a document that was parsed or begun with one. */
export function rootOf({ documentElement }: Document): Element {
  if (documentElement === null) throw new MalformedMessage('not-xml', 'holds no element');
  return documentElement;
}

export function contentOf(node: Element | undefined): string {
  return node?.textContent ?? '';
}

/** Whatever a second parser stumbles over is no message for us. */
function complain(_level: string, _message: unknown): never {
  throw new MalformedMessage('not-xml', 'is not well-formed XML');
}

export function textOf(node: Node): string {
  return new XMLSerializer().serializeToString(node);
}

export function makerFor(document: Document): Maker {
  return (name, content, attributes = {}) => {
    const element = document.createElementNS(namespaceOf(name), name);
    for (const [attribute, value] of Object.entries(attributes))
      if (attribute.includes(':')) element.setAttributeNS(namespaceOf(attribute), attribute, value);
      else element.setAttribute(attribute, value);
    if (typeof content === 'string') element.appendChild(document.createTextNode(content));
    else for (const child of content) element.appendChild(child);
    return element;
  };
}

function namespaceOf(name: string): string {
  return namespaces[name.slice(0, name.indexOf(':')) as Prefix];
}

/** The first element of that name under `node`, at any depth. */
export function elementIn(
  node: Document | Element,
  prefix: Prefix,
  name: string,
): Element | undefined {
  return elementsIn(node, prefix, name)[0];
}

export function elementsIn(node: Document | Element, prefix: Prefix, name: string): Element[] {
  return Array.from(node.getElementsByTagNameNS(namespaces[prefix], name));
}

/** The elements that stand directly in `parent`. */
export function childrenOf(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1);
}
