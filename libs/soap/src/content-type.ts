import { MalformedMessage } from './malformed-message.js';

/** The content type of a SOAP 1.2 message; with `action`, of a request. `action` must be ASCII: headers hold nothing else. */
export function soapContentType(action?: string): string {
  const type = 'application/soap+xml; charset=utf-8';
  return action === undefined ? type : `${type}; action="${action}"`;
}

/**
 * Refuses what does not say it is SOAP 1.2 in UTF-8. `text/xml` is SOAP 1.1's.
 * Throws {@link MalformedMessage} with code `wrong-content-type`.
 */
export function requireSoapContentType(header: string | undefined): void {
  const [type = '', ...parameters] = (header ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type !== 'application/soap+xml') {
    throw new MalformedMessage(
      'wrong-content-type',
      'the content type must be application/soap+xml',
    );
  }
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length);
  if (charset !== undefined && charset.replaceAll('"', '') !== 'utf-8') {
    throw new MalformedMessage('wrong-content-type', 'the character set must be utf-8');
  }
}
