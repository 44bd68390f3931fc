/** The namespace of a SOAP 1.2 envelope. */
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
/** The namespace of the detail of a fault. */
export const serviceplatformFault =
  'http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';

export const isSoap11 = (namespace: string): boolean => namespace === soap11;
/** The namespace of WS-Security 1.0, whose names its faults use as subcodes. */
export const wsse =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
