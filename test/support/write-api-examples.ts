/** Writes console/server/openapi-examples.json from real calls: one operation a line. */
import { writeFileSync } from 'node:fs';
import { examplesOf } from './api-walk/examples.ts';
import { walkEverything } from './api-walk/index.ts';

const { walk, stop } = await walkEverything();
await stop();
const lines = Object.entries(examplesOf(walk.steps)).map(
  ([name, example]) => `${JSON.stringify(name)}: ${JSON.stringify(example)}`,
);
writeFileSync(
  new URL('../../console/server/openapi-examples.json', import.meta.url),
  `{\n${lines.join(',\n')}\n}\n`,
);
process.exit();
