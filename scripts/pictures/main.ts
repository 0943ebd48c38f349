/** Draws the pictures of the README from what the quick start synthesizes: `npm run pictures`. */
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { architecture } from './architecture';
import { dashboard } from './dashboard';
import { quickStart } from './quick-start';
import { threeChecks } from './three-checks';

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');
/** In bytes: the text below a picture moves until it is loaded. */
const LARGEST = 150_000;

const synthesized = quickStart();
const pictures = { 'three-checks.svg': threeChecks(synthesized), 'architecture.svg': architecture(synthesized), 'dashboard.svg': dashboard(synthesized) };

mkdirSync(IMAGES, { recursive: true });
for (const [name, picture] of Object.entries(pictures)) {
  const size = Buffer.byteLength(picture);
  if (size > LARGEST) throw new Error(`${name} has ${size} bytes, more than ${LARGEST}`);
  writeFileSync(join(IMAGES, name), picture);
  process.stdout.write(`docs/images/${name}  ${(size / 1000).toFixed(1)} kB\n`);
}
