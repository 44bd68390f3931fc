/** What `work` comes to, unless it takes longer; its end is then nobody's business any more. */
export async function inTime<Result>(msMax: number, work: () => Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`It took longer than ${String(msMax)} ms.`));
  }, msMax);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
