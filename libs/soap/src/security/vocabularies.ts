const oasis = 'http://docs.oasis-open.org';
const wss = `${oasis}/wss/2004/01/oasis-200401-wss`;

/** The prefixes that headers are written with, and the namespaces they stand for. */
export const namespaces = {
  env: 'http://www.w3.org/2003/05/soap-envelope',
  wsa: 'http://www.w3.org/2005/08/addressing',
  wsse: `${wss}-wssecurity-secext-1.0.xsd`,
  wsse11: `${oasis}/wss/oasis-wss-wssecurity-secext-1.1.xsd`,
  wsu: `${wss}-wssecurity-utility-1.0.xsd`,
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  wst: `${oasis}/ws-sx/ws-trust/200512`,
  wsp: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  auth: `${oasis}/wsfed/authorization/200706`,
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  sbf: 'urn:liberty:sb:2006-08',
  c14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const;

export type Prefix = keyof typeof namespaces;

/** Names of kinds, algorithms and actions, as the standards have them. */
export const terms = {
  samlToken: `${oasis}/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0`,
  samlId: `${oasis}/wss/oasis-wss-saml-token-profile-1.1#SAMLID`,
  x509Token: `${wss}-x509-token-profile-1.0#X509v3`,
  base64: `${wss}-soap-message-security-1.0#Base64Binary`,
  issue: `${oasis}/ws-sx/ws-trust/200512/Issue`,
  issueAction: `${oasis}/ws-sx/ws-trust/200512/RST/Issue`,
  publicKey: `${oasis}/ws-sx/ws-trust/200512/PublicKey`,
  claimsDialect: `${oasis}/wsfed/authorization/200706/authclaims`,
  cvrClaim: 'dk:gov:saml:attribute:CvrNumberIdentifier',
  holderOfKey: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key',
  anonymous: 'http://www.w3.org/2005/08/addressing/anonymous',
  basicProfile: 'urn:liberty:sb:profile:basic',
  exclusiveC14n: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  rsaSha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;
