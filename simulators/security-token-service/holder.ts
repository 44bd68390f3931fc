import { X509Certificate } from 'node:crypto';
import { Unbelieved } from '@libs/soap';

/** The certificate in base64 of its DER, if it comes from that authority and is valid now. */
export function believedCertificate(base64: string, authority: X509Certificate): X509Certificate {
  const certificate = certificateIn(base64);
  const now = Date.now();
  const valid =
    certificate.validFromDate.getTime() <= now && certificate.validToDate.getTime() > now;
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    throw new Unbelieved('FailedAuthentication', 'the certificate is of another authority');
  if (!valid) throw new Unbelieved('FailedAuthentication', 'the certificate is not valid now');
  return certificate;
}

function certificateIn(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64.replaceAll(/\s/g, ''), 'base64'));
  } catch {
    throw new Unbelieved('FailedCheck', 'there is no certificate where one must be');
  }
}
