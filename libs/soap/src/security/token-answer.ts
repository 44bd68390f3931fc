import type { Element } from '@xmldom/xmldom';
import { MalformedMessage } from '../malformed-message.js';
import { parsed, soap12RootOf } from '../parse.js';
import { childrenOf, contentOf, elementIn, elementsIn, textOf, treeOf } from './tree.js';
import { terms } from './vocabularies.js';

/** A token as its service gave it. `xml` travels unchanged; the rest is what it says of itself. */
export type IssuedToken = {
  readonly xml: string;
  readonly id: string;
  readonly audience: string;
  readonly cvr: string;
  /** RFC 3339. */
  readonly notOnOrAfter: string;
  /** The certificate whose holder may use it, base64 of its DER. */
  readonly certificate: string;
};

/**
 * The token in a service's answer. It is its receiver's to verify the signature; we only see that it is what we asked for.
 * Throws MalformedMessage if there is none that can be used, `refused` with the code of the fault if the service refused.
 */
export function readTokenAnswer(bytes: Uint8Array, bytesMax: number): IssuedToken {
  using document = parsed(bytes, bytesMax);
  soap12RootOf(document);
  const tree = treeOf(Buffer.from(bytes).toString('utf8'));
  if (elementIn(tree, 'env', 'Fault') !== undefined)
    throw new MalformedMessage('invalid', 'refuses to issue a token', 'Fault');
  const requested = elementIn(tree, 'wst', 'RequestedSecurityToken');
  const assertion = requested === undefined ? undefined : childrenOf(requested)[0];
  if (assertion?.localName !== 'Assertion')
    throw new MalformedMessage(
      'invalid',
      'holds no assertion that we can read',
      'RequestedSecurityToken',
    );
  return tokenIn(assertion);
}

function tokenIn(assertion: Element): IssuedToken {
  const conditions = required(assertion, 'Conditions');
  const confirmation = required(assertion, 'SubjectConfirmation');
  if (confirmation.getAttribute('Method') !== terms.holderOfKey)
    throw new MalformedMessage('invalid', 'is not holder-of-key', 'SubjectConfirmation');
  return {
    xml: textOf(assertion),
    id: said(assertion, 'ID'),
    audience: contentOf(required(conditions, 'Audience')),
    cvr: attributeOf(assertion, terms.cvrClaim),
    notOnOrAfter: said(conditions, 'NotOnOrAfter'),
    certificate: contentOf(elementIn(confirmation, 'ds', 'X509Certificate')).replaceAll(/\s/g, ''),
  };
}

function attributeOf(assertion: Element, name: string): string {
  const attribute = elementsIn(assertion, 'saml', 'Attribute').find(
    (one) => one.getAttribute('Name') === name,
  );
  if (attribute === undefined)
    throw new MalformedMessage('invalid', 'names no authority', 'Attribute');
  return contentOf(required(attribute, 'AttributeValue'));
}

function required(parent: Element, name: string): Element {
  const found = elementIn(parent, 'saml', name);
  if (found === undefined) throw new MalformedMessage('invalid', `${name} is missing`, 'Assertion');
  return found;
}

function said(element: Element, attribute: string): string {
  const value = element.getAttribute(attribute);
  if (value === null || value === '')
    throw new MalformedMessage('invalid', `${attribute} is missing`, element.localName ?? '');
  return value;
}
