/** Windows and macOS are told by build: until when each is mended comes with the program, and a newer table counts first. */
import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aSoftwareSchool, program } from '../../../test/support/software-school.ts';
import { systemsInFleet } from './systems.ts';

const table = { number: 2, issuedOn: '2026-11-23', titles: [], systems: [] };

forEachDatabase((_engine, open) => {
  describe('systems of the fleet', () => {
    it('have an end of their own by build and edition, and none where nobody knows', async () => {
      const school = await aSoftwareSchool(await open());
      const { db, schoolId } = school.context;
      const has = [program('Scratch', '3.0')];
      for (const release of ['windows', 'windows', 'windows 10 pro', 'mac', 'Debian:12'] as const)
        await school.aDeviceWith(release, has);
      const systems = async (given = table) =>
        (await systemsInFleet(db, schoolId, given)).map(one => [
          one.release,
          one.name,
          one.devices,
          one.endsOn,
        ]);
      expect(await systems()).to.have.deep.members([
        ['Windows:26100:education', 'Windows 11 Education, build 26100', 2, '2027-10-12'],
        ['Windows:19045:home', 'Windows 10 Pro, build 19045', 1, '2025-10-14'],
        ['macOS:13', 'macOS 13.6.1', 1, '2025-09-15'],
        ['Debian:12', null, 1, null],
      ]);
      const row = { source: 'https://learn.microsoft.com/', enteredOn: '2026-11-23' };
      const newer = { ...table, systems: [{ ...row, release: 'Windows:19045:home', endsOn: '2028-10-10' }] };
      expect((await systems(newer)).find(([release]) => release === 'Windows:19045:home')?.[3]).to.equal(
        '2028-10-10',
      );
    });
  });
});
