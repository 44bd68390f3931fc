const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case, as Serviceplatformen has it. */
export function isUuid(text: string): boolean {
  return uuidForm.test(text);
}
