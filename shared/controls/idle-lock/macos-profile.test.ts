import { expect } from 'chai';
import { screenLockComputerProfile, screenLockPersonProfile } from './macos-profile.ts';
import { policy } from './policy.ts';

const identity = {
  identifier: 'example.school.screen-lock',
  organization: 'St Mary’s & St John’s <primary>',
  uuids: { profile: '0F6E6C1E-0000-4000-8000-000000000001', payload: '0F6E6C1E-0000-4000-8000-000000000002' },
};

/** As Apple publishes them (apple/device-management, mdm/profiles, read in November 2026). */
const published = {
  'com.apple.screensaver': {
    required: ['moduleName'],
    optional: ['askForPassword', 'askForPasswordDelay', 'loginWindowIdleTime', 'loginWindowModulePath'],
    scope: 'System',
  },
  'com.apple.screensaver.user': {
    required: ['moduleName'],
    optional: ['modulePath', 'idleTime'],
    scope: 'User',
  },
};
const common = ['PayloadType', 'PayloadVersion', 'PayloadIdentifier', 'PayloadUUID', 'PayloadDisplayName'];

const golden = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>PayloadType</key>
	<string>Configuration</string>
	<key>PayloadVersion</key>
	<integer>1</integer>
	<key>PayloadIdentifier</key>
	<string>example.school.screen-lock</string>
	<key>PayloadUUID</key>
	<string>0F6E6C1E-0000-4000-8000-000000000001</string>
	<key>PayloadDisplayName</key>
	<string>Screen lock: password</string>
	<key>PayloadDescription</key>
	<string>Locks the screen when nobody uses this computer.</string>
	<key>PayloadOrganization</key>
	<string>St Mary’s &amp; St John’s &lt;primary&gt;</string>
	<key>PayloadScope</key>
	<string>System</string>
	<key>PayloadContent</key>
	<array>
		<dict>
			<key>PayloadType</key>
			<string>com.apple.screensaver</string>
			<key>PayloadVersion</key>
			<integer>1</integer>
			<key>PayloadIdentifier</key>
			<string>example.school.screen-lock.payload</string>
			<key>PayloadUUID</key>
			<string>0F6E6C1E-0000-4000-8000-000000000002</string>
			<key>PayloadDisplayName</key>
			<string>Screen lock: password</string>
			<key>askForPassword</key>
			<true/>
			<key>askForPasswordDelay</key>
			<integer>0</integer>
			<key>loginWindowIdleTime</key>
			<integer>1200</integer>
			<key>moduleName</key>
			<string>Flurry</string>
		</dict>
	</array>
</dict>
</plist>
`;

describe('the screen lock as profiles for macOS', () => {
  it('is written as one property list, with names escaped', () =>
    expect(screenLockComputerProfile(policy.parse({}), identity)).to.equal(golden));

  for (const [make, type] of [
    [screenLockComputerProfile, 'com.apple.screensaver'],
    [screenLockPersonProfile, 'com.apple.screensaver.user'],
  ] as const)
    it(`${type} has the keys that Apple publishes and no others, for the side that takes it`, () => {
      const text = make(policy.parse({ afterMinutes: 15 }), identity);
      const [head = '', payload = ''] = text.split('<key>PayloadContent</key>');
      const keys = [...payload.matchAll(/<key>(\w+)<\/key>/g)].map(([, key]) => key ?? '');
      const { required, optional, scope } = published[type];
      expect(keys).to.include.members([...common, ...required]);
      expect([...common, ...required, ...optional]).to.include.members(keys);
      expect(payload).to.contain(`<string>${type}</string>`);
      expect(head).to.match(new RegExp(`<key>PayloadScope</key>\\s*<string>${scope}</string>`));
    });

  it('asks for the time of the policy, in seconds, on both sides', () => {
    const rule = policy.parse({ afterMinutes: 15 });
    expect(screenLockComputerProfile(rule, identity)).to.match(/loginWindowIdleTime<\/key>\s*<integer>900</);
    expect(screenLockPersonProfile(rule, identity)).to.match(/idleTime<\/key>\s*<integer>900</);
  });
});
