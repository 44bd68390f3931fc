import { SignedXml } from 'xml-crypto';
import { namespaces, terms } from './vocabularies.js';

export type Signing = {
  /** RSA private key in PEM. */
  readonly key: string;
  /** What stands in KeyInfo, serialized. */
  readonly keyInfo: string;
};

const header = `/*/*[local-name(.)='Header']`;
const security = `${header}/*[local-name(.)='Security' and namespace-uri(.)='${namespaces.wsse}']`;
const withId = `@*[local-name(.)='Id' or local-name(.)='ID']`;
/** One path for all: each path that is evaluated costs a millisecond, and the body and the token needn't be searched. */
const signedParts = `/*/*[local-name(.)='Body'] | ${header}/*[${withId}] | ${security}/*[${withId}]`;

/**
 * Signs the body, and each header and each part of the Security header that has an id (`wsu:Id`, or `ID` of an assertion); the
 * signature is put last in the Security header. Exclusive canonical form, SHA-256, RSA.
 */
export function signed(xml: string, { key, keyInfo }: Signing): string {
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: terms.rsaSha256,
    canonicalizationAlgorithm: terms.exclusiveC14n,
    getKeyInfoContent: () => keyInfo,
  });
  signer.addReference({
    xpath: signedParts,
    transforms: [terms.exclusiveC14n],
    digestAlgorithm: terms.sha256,
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: security, action: 'append' },
  });
  return signer.getSignedXml();
}
