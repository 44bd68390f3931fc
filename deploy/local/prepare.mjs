/**
 * What `npm start`, `npm test` and `npm run bench` need before anything of ours can run: the packages as the lock file has
 * them, and the sources compiled into `dist/`. Needs Node 20 and its own modules only.
 */
import { compile } from './prepare/compile.mjs';
import { installPackages } from './prepare/packages.mjs';
import { step } from './prepare/step.mjs';

try {
  await step('packages', installPackages);
  await step('compile', compile);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
