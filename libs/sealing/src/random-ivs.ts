import { randomFillSync } from 'node:crypto';

const ivsPerDraw = 512;

/** Draws random initialisation vectors many at a time: one system call for hundreds. Each is given out once. */
export class RandomIvs {
  private readonly pool: Buffer;
  private used: number;

  constructor(private readonly bytes: number) {
    this.pool = Buffer.allocUnsafe(bytes * ivsPerDraw);
    this.used = this.pool.length;
  }

  next(): Buffer {
    if (this.used === this.pool.length) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const iv = Buffer.from(this.pool.subarray(this.used, this.used + this.bytes));
    this.used += this.bytes;
    return iv;
  }
}
