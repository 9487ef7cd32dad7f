// A new office is led through its first steps, and whoever has no family yet sees how it goes with one. On a desk with scripts,
// on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, done, fine, invitedTo, newOffice, open, submit, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const WAYS = [
    { size: 'desk', scripts: true },
    { size: 'phone', scripts: true, language: 'en' },
    { size: 'phone', scripts: false },
    { size: 'desk', scripts: false, language: 'en' },
];

for (const options of WAYS) {
    test(`a coordinator of a new office does its first steps (${told(options)})`, async () => {
        const slug = `nieuw-${options.size}-${options.scripts ? 'met' : 'zonder'}`;
        await newOffice(slug, [['coord', 'coordinator'], ['anna', 'professional'], ['vrij', 'volunteer']]);
        const page = await invitedTo(browser, slug, 'coord', options);
        const looks = async (at) => assert.deepEqual(await fine(at, options), []);
        const home = `${ORIGIN}/t/${slug}`;
        await page.goto(home);
        await looks(page);
        await page.click('main a[href$="/first-steps"]');
        await page.waitForURL(/first-steps$/);
        await looks(page);
        const open = page.locator('.k-guide .k-badge--wait');
        const before = await open.count();

        await page.click('.k-guide a[href*="/directory/new"]');
        await page.waitForURL(/directory\/new/);
        await page.fill('#name', 'Wijkteam Proef (fictief)');
        await page.selectOption('#partner_type', { index: 1 });
        await submit(page);
        await done(page, 'partner&draft=[^&]*&guide=yes');
        await page.click('main a[href$="/first-steps"]');
        await page.waitForURL(/first-steps$/);
        assert.equal(await open.count(), before - 1);

        await page.click('.k-guide a[href*="/notices/ways"]');
        await page.waitForURL(/notices\/ways/);
        await submit(page);
        await page.waitForURL(/done=notices-choose/);
        await page.click('main a[href$="/first-steps"]');
        await page.waitForURL(/first-steps$/);
        assert.equal(await open.count(), before - 2);

        await page.click('.k-guide a[href*="/families/new"]');
        await page.waitForURL(/families\/new/);
        await page.fill('[id="family.name"]', 'Gezin Eerst (fictief)');
        await submit(page);
        await page.waitForURL(/done=register/);
        await page.click('main a[href$="/first-steps"]');
        await page.waitForURL(/first-steps$/);
        assert.equal(await open.count(), before - 3);
        await looks(page);
        assert.deepEqual(page.said, []);
        await page.context().close();

        for (const who of ['anna', 'vrij']) {
            const worker = await invitedTo(browser, slug, who, options);
            await worker.goto(`${home}/families`);
            assert.equal(await worker.locator('.k-guide > li').count(), 9);
            await looks(worker);
            assert.equal((await worker.goto(`${home}/first-steps`)).status(), 404);
            await worker.context().close();
        }
    });
}
