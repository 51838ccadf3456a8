/** What the repository as a whole must never hold. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { expect } from 'chai';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);

describe('the repository', () => {
  it('names no package registry in its lock file, so that it installs from whichever a machine has', () => {
    expect(readFileSync('package-lock.json', 'utf8')).to.not.match(/"resolved": *"https?:/);
  });

  it('locks the packages of every platform, or `npm ci` refuses the lock file', () => {
    // A registry that does not serve some platform's package leaves it out of the lock when somebody installs there.
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(packages).flatMap(
      ([from, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter(
          name => !(`node_modules/${name}` in packages) && !(`${from}/node_modules/${name}` in packages),
        ),
    );
    expect(missing).to.deep.equal([]);
  });

  it('pins the same Node for every platform', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(new Set(Object.values(optionalDependencies)).size).to.equal(1);
  });

  it('depends on exact versions', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d/.test(String(version)),
    );
    expect(loose).to.deep.equal([]);
  });

  it('tells of the two commands in its README', () => {
    expect(readFileSync('README.md', 'utf8'))
      .to.match(/npm ci && npm start/)
      .and.match(/npm test/);
  });

  it('is checked out with the same line ends everywhere', () => {
    // A checkout on Windows otherwise has other bytes than those that tests and signatures were made with.
    const text = execFileSync('git', ['ls-files', '--eol'], { encoding: 'utf8' })
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('i/-text'));
    expect(text.filter(line => !/^i\/(lf|none) .*eol=lf/.test(line))).to.deep.equal([]);
  });

  it('keeps no large or built file', () => {
    const large = tracked.filter(path => {
      try {
        return statSync(path).size > 600_000 && path !== 'package-lock.json';
      } catch {
        return false;
      }
    });
    expect(large).to.deep.equal([]);
    expect(tracked.filter(path => /(^|\/)(dist|node_modules|data)\//.test(path))).to.deep.equal([]);
  });
});
