/** Writes docs/requirements.md from the list of requirements. */
import { writeFileSync } from 'node:fs';
import { requirementsPage } from '../../shared/clauses/requirements-page.ts';

writeFileSync(new URL('../../docs/requirements.md', import.meta.url), requirementsPage());
