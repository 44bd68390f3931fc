import { SignedXml } from 'xml-crypto';
import { namespaces, terms } from './vocabularies.js';

export type Signing = {
  /** RSA private key in PEM. */
  readonly key: string;
  /** Ids (`wsu:Id`, or `ID` of an assertion) of what is signed. */
  readonly ids: readonly string[];
  /** What stands in KeyInfo, serialized. */
  readonly keyInfo: string;
};

const security = `/*/*[local-name(.)='Header']/*[local-name(.)='Security' and namespace-uri(.)='${namespaces.wsse}']`;

/** Signs parts of a message, the signature last in its Security header: exclusive canonical form, SHA-256, RSA. */
export function signed(xml: string, { key, ids, keyInfo }: Signing): string {
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: terms.rsaSha256,
    canonicalizationAlgorithm: terms.exclusiveC14n,
    getKeyInfoContent: () => keyInfo,
  });
  for (const id of ids)
    signer.addReference({
      xpath: `//*[@*[local-name(.)='Id' or local-name(.)='ID']='${id}']`,
      transforms: [terms.exclusiveC14n],
      digestAlgorithm: terms.sha256,
    });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: security, action: 'append' },
  });
  return signer.getSignedXml();
}
