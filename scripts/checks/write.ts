import { writeFileSync } from 'fs';
import { join } from 'path';
import { checksPage } from './page';

writeFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), checksPage());
