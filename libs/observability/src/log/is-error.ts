/** Whether a value is an error, also one from another realm (a worker's, a test's), which `instanceof` does not know. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
