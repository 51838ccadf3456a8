/** What a role may not open, opened all the same. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { may, type Permission } from '../../console/server/access.ts';
import type { Role } from '../../shared/protocol/api/common.ts';
import { pagesByRow } from './page-list.ts';

/** Every page that its row of the access table keeps from the role, as by a link that somebody sent. */
export async function mayNotOpen(page: Page, role: Role): Promise<void> {
  const closed = [...pagesByRow()].flatMap(([path, row]) =>
    row === undefined || may(role, row as Permission) ? [] : [path.replace(/:\w+\??/g, 'any')],
  );
  expect(closed, role).to.have.length.above(0);
  // A page that changes its address so often fails a test otherwise.
  page.removeAllListeners('framenavigated');
  // What the page before it had begun to ask is no matter of these.
  await page.evaluate(() => history.pushState(null, '', '/no-such-page'));
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await page.getByRole('heading', { name: 'No such page' }).waitFor();
  const asked: string[] = [];
  page.on('request', request => void (request.url().includes('/api/') && asked.push(request.url())));
  const opened = await page.evaluate(async paths => {
    const go = async (path: string) => {
      const before = document.querySelector('h1')?.textContent;
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
      const heading = () => document.querySelector('h1')?.textContent ?? before;
      for (let turns = 0; heading() === before && turns < 300; turns += 1)
        await new Promise(resolve => setTimeout(resolve, 10));
      return heading();
    };
    const wrong: string[] = [];
    for (const path of paths) {
      await go('/no-such-page');
      const title = await go(path);
      if (title !== 'This page is for someone else') wrong.push(`${path}: ${title}`);
    }
    return wrong;
  }, closed);
  expect(opened, `${role} of ${closed.length}`).to.deep.equal([]);
  expect(asked, `${role} asks for nothing of theirs`).to.deep.equal([]);
}
