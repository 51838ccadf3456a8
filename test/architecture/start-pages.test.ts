/** Where each role starts (`homeOf`), and that its menu leads only to what it may open. */
import { expect } from 'chai';
import { permissionsOf } from '../../console/server/access.ts';
import { corners, homeOf, placesOf } from '../../console/web/site-map.ts';
import { type Role, roles } from '../../shared/protocol/api/common.ts';

const starts: Record<Role, string> = {
  technician: '/overview',
  headteacher: '/promises',
  business_manager: '/upkeep',
  safeguarding_lead: '/incidents',
  data_protection_officer: '/personal-data',
  governor: '/reports',
  staff: '/yours',
};

describe('the page after sign-in', () => {
  for (const role of roles) {
    it(`is ${starts[role]} for the ${role.replaceAll('_', ' ')}`, () => {
      expect(homeOf(permissionsOf(role))).to.equal(starts[role]);
    });

    it(`leads the ${role.replaceAll('_', ' ')} only to what they may open`, () => {
      const may: string[] = permissionsOf(role);
      const menu = placesOf(may);
      expect(menu.map(({ path }) => path)).to.include(starts[role]);
      for (const { path, permission } of menu) expect(may, path).to.include(permission);
    });
  }

  it('and every address of the menu and the search is named once', () => {
    const menu = placesOf(roles.flatMap(role => permissionsOf(role))).map(({ path }) => path);
    expect(menu).to.deep.equal([...new Set(menu)]);
    const found = corners.map(({ path }) => path);
    expect(found).to.deep.equal([...new Set(found)]);
  });
});
