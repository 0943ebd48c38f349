/**
 * Writes the templates of scenarios to test/scenarios/frozen: the base that later versions are updated from. Run it for a release, or where a change of
 * logical ids is meant and the CHANGELOG names it.
 */
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { FROZEN, FROZEN_FOLDER, frozenFile, templateOf } from '../test/scenarios/frozen';

mkdirSync(FROZEN_FOLDER, { recursive: true });
for (const name of FROZEN) writeFileSync(join(FROZEN_FOLDER, frozenFile(name)), `${JSON.stringify(templateOf(name), undefined, 1)}\n`);
process.stdout.write(`${FROZEN.length} templates\n`);
