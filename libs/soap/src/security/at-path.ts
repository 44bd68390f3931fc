import { type XmlDocument, XmlElement } from 'libxml2-wasm';
import { Unbelieved } from './unbelieved.js';
import { namespaces } from './vocabularies.js';

/** The one element at a path, e.g. `saml:Conditions`. Throws {@link Unbelieved} if there is none or are several. */
export function one(from: XmlElement | XmlDocument, path: string): XmlElement {
  const found = elements(from, path);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Unbelieved('FailedCheck', `${path} must be there once`);
  return only;
}

export function elements(from: XmlElement | XmlDocument, path: string): XmlElement[] {
  return from
    .find(path, namespaces)
    .filter((node): node is XmlElement => node instanceof XmlElement);
}
