/** Serves the built pages of `console/web`. Addresses without a file are pages, which the browser's router shows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

const missing = `<!doctype html><html lang="en-GB"><title>Caretaker</title>
<h1>The pages are not built yet</h1>
<p>The console runs, but its pages are missing. In the project folder, run <code>npm run build</code> and reload.</p>
</html>`;

/** Names under `built` (not `assets`, which is a page) hold a hash of their content, so a browser may keep them for good. */
export function webPages(folder: string): Router {
  const router = Router();
  const index = join(folder, 'index.html');
  router.use(
    '/built',
    express.static(join(folder, 'built'), { immutable: true, maxAge: '1y', index: false }),
  );
  router.use('/built', (_request, response) => {
    response.status(404).type('text').send('There is no such file. Reload the page.');
  });
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h', dotfiles: 'ignore' }));
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    response.set('Cache-Control', 'no-cache').type('html');
    if (existsSync(index)) response.sendFile(index, { cacheControl: false });
    else response.status(503).send(missing);
  });
  router.use((_request, response) => {
    response.status(405).set('Allow', 'GET, HEAD').type('text').send('Pages are only read.');
  });
  return router;
}
