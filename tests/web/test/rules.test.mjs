// A plugin developer uploads rules, tries them and proposes them; a coordinator confirms; and they are taken back: on a desk
// and on a phone, with scripts and without.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ORIGIN, RULES, open, rulesOf, signedIn, wrongs } from '../src/house.mjs';

const PROGRAM = process.env.KRACHTIG_PROGRAM ?? '../../target/debug/krachtig';
const PLUGINS = process.env.KRACHTIG_PLUGINS_DIR ?? '../../target/plugins';
const run = promisify(execFile);

let browser;
let folder;
before(async () => {
    browser = await open();
    folder = await mkdtemp(join(tmpdir(), 'krachtig-rules-'));
});
after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
});

/** Signs a component that was built, with a key that is made for this. */
async function signed(name, way) {
    const component = join(folder, `${way}.wasm`);
    await copyFile(join(PLUGINS, `${name}.wasm`), component);
    const { stdout } = await run(PROGRAM, ['plugin', 'sign', component, '--key', join(folder, `${way}.pem`), '--new-key']);
    return { component, signature: `${component}.sig`, key: /Public key\s+([0-9a-f]{64})/.exec(stdout)[1] };
}

/** Each in a tenant of its own: rules can be uploaded once. */
const WAYS = [
    { size: 'desk', scripts: true, tenant: 'exodus-haaglanden', plugin: 'exodus-rijnmond' },
    { size: 'desk', scripts: false, tenant: 'exodus-hollands-midden', plugin: 'exodus-rijnmond' },
    { size: 'phone', scripts: true, tenant: 'pi-haaglanden', plugin: 'exodus-rijnmond' },
    { size: 'phone', scripts: false, tenant: 'pi-leeuwarden', plugin: 'exodus-rijnmond' },
];
const told = (options) => `${options.size}, ${options.scripts ? 'with' : 'without'} scripts`;
const send = 'main form.k-card .k-buttons button';

for (const options of WAYS) {
    test(`rules are uploaded, tried, proposed, confirmed by another and rolled back (${told(options)})`, async () => {
        const { tenant, plugin } = options;
        const home = `${ORIGIN}/t/${tenant}`;
        const files = await signed(plugin, `${options.size}-${options.scripts}`);
        const page = await signedIn(browser, 'plugin_developer', options);
        const lead = await signedIn(browser, 'coordinator', options);

        await page.click('.k-bar a[href$="/rules"]');
        await page.waitForURL(/\/rules$/);
        await page.click('a[href$="/rules/upload"]');
        await page.waitForURL(/\/rules\/upload$/);
        const text = join(folder, 'tekst.txt');
        await writeFile(text, 'Een gewone tekst.');
        await page.setInputFiles('#component', text);
        await page.setInputFiles('#signature', text);
        await page.click(send);
        await page.locator('.k-checks .is-bad', { hasText: 'signature_malformed' }).waitFor();
        await page.setInputFiles('#component', files.component);
        await page.setInputFiles('#signature', files.signature);
        await page.click(send);
        await page.locator('.k-checks .is-bad', { hasText: 'key_not_trusted' }).waitFor();
        assert.equal(await page.locator('.k-checks .is-good').count(), 3);

        await lead.goto(`${home}/rules/keys/new`);
        await lead.fill('#label', `Ontwikkelaar, ${told(options)}`);
        await lead.fill('#public_key', files.key);
        await lead.click(send);
        await lead.waitForURL(/done=key-trust/);

        await page.setInputFiles('#component', files.component);
        await page.setInputFiles('#signature', files.signature);
        await page.click(send);
        await page.waitForURL(/done=rules-upload/, { timeout: 60_000 });
        assert.equal(await page.locator('.k-checks .is-good').count(), 8);

        await page.locator('.k-head a[href*="/rules/replays/new"]').click();
        await page.waitForURL(/replays\/new/);
        assert.equal(await page.inputValue('#set-cap_cents'), '500,00');
        await page.fill('#set-cap_cents', '2000000');
        await page.click(send);
        await page.locator('#set-cap_cents-wrong').waitFor();
        assert.equal(await page.inputValue('#set-peers'), '3', 'what was typed stays');
        await page.fill('#set-cap_cents', '400');
        await page.click(send);
        await page.waitForURL(/\/rules\/replay\?of=/);
        const done = page.locator('#replay .k-badge--good');
        for (let tries = 0; !options.scripts && await done.count() === 0 && tries < 60; tries += 1) {
            await page.waitForTimeout(500);
            await page.reload();
        }
        await done.first().waitFor({ timeout: 60_000 });
        await page.locator('#changes-wide-title').waitFor({ state: 'attached' });
        if (await page.locator('.k-differing').count() > 0) {
            await page.locator('section[aria-labelledby="differences"] nav a').nth(1).click();
            await page.locator('.k-differing').first().waitFor();
        }
        assert.equal(await page.locator('main a[href*="/dossiers/"]').count(), 0, 'whose it was is not told');

        await page.locator('.k-head a[href*="/rules/sets/new"]').click();
        await page.waitForURL(/sets\/new/);
        assert.equal(await page.inputValue('#set-cap_cents'), '400,00', 'what was tried is proposed');
        await page.click(send);
        await page.waitForURL(/done=rules-propose/);
        assert.equal(await page.locator('a[href*="/rules/sets/sure"]').count(), 0, 'nobody confirms his own');

        await lead.goto(`${home}/rules`);
        await lead.locator('a[href*="/rules/sets/sure"]').first().click();
        await lead.waitForURL(/sets\/sure/);
        await lead.locator('.k-told', { hasText: '400,00' }).waitFor();
        await lead.click(send);
        await lead.waitForURL(/done=rules-confirm/);
        await lead.locator('section[aria-labelledby="decides"]', { hasText: plugin }).waitFor();

        await page.goto(`${home}/rules`);
        await page.locator('section[aria-labelledby="sets"] a[href*="/rules/sets/back"]').first().click();
        await page.waitForURL(/sets\/back/);
        await page.click(send);
        await page.waitForURL(/done=rules-roll-back/);
        assert.deepEqual([...page.said, ...lead.said], []);
        await page.context().close();
        await lead.context().close();
    });
}

for (const options of [{ size: 'desk' }, { size: 'phone', dark: true, language: 'en' }]) {
    test(`axe finds nothing on the pages of a region's rules (${JSON.stringify(options)})`, async () => {
        const found = [];
        for (const post of ['plugin_developer', 'coordinator']) {
            const page = await signedIn(browser, post, options);
            const more = await rulesOf(page);
            assert.ok(more.length >= 4, `${post}: ${more}`);
            const forms = post === 'coordinator' ? ['/rules/keys/new', '/rules/move'] : [];
            const all = [...RULES, ...forms].map((path) => `/t/exodus-rijnmond${path}`).concat(more);
            for (const path of all) {
                const response = await page.goto(`${ORIGIN}${path}`);
                assert.equal(response.status(), 200, path);
                for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
                found.push(...(await wrongs(page)).map((wrong) => `${path}: ${wrong}`));
                const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                if (wide > 1) found.push(`${path}: ${wide} pixels too wide`);
            }
            await page.context().close();
        }
        assert.deepEqual(found, []);
    });
}
