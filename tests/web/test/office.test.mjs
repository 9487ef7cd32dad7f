// What whoever leads the office has to see to: parties that still have to hear that they may not use any more what they were
// given, and families that go on with newer rules, of which there may be more than a page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, done, fine, follow, newFamily, open, signedIn, submit, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }];
const looks = async (page, options) => assert.deepEqual(await fine(page, options), []);

/** A family of which something was shared with a party, for which the consent was withdrawn since. */
async function stopped(page, name) {
    const dossier = await newFamily(page, name, { purposes: ['referral'] });
    await page.goto(`${dossier}/shares/new`);
    await page.selectOption('#partner_id', { index: 1 });
    await page.check('input[name=persons]');
    await page.selectOption('#purpose', 'referral');
    await page.check('input[name=categories][value=money]');
    await submit(page);
    await done(page, 'share');
    await page.goto(`${dossier}/people`);
    await follow(page, '/consents/end');
    await submit(page);
    await done(page, 'consent-end');
    return dossier;
}

for (const options of WAYS) {
    test(`the office hears which parties have to be told, until they were (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const dossier = await stopped(page, `Inlichten ${told(options)} (fictief)`);
        await page.goto(home);
        await page.locator('main a[href$="/office#parties"]').click();
        await page.waitForURL(/\/office#parties$/);
        const row = page.locator('section[aria-labelledby=parties] li', { hasText: `Inlichten ${told(options)}` });
        await row.waitFor();
        await looks(page, options);
        await row.locator('a').click();
        await page.waitForURL(`${dossier}/partners`);
        await follow(page, '/shares/heard');
        await submit(page);
        await done(page, 'share-told');
        await page.goto(`${home}/office`);
        assert.equal(await row.count(), 0);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`families are chosen from one page after the other to go on with newer rules (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const boxes = () => page.locator('main input[name=ids]').evaluateAll((all) => all.map((one) => one.value));
        await page.goto(`${home}/rules/move`);
        const first = await boxes();
        assert.equal(first.length, 50);
        await page.click('main form a[href*="/rules/move?after="]');
        await page.waitForURL(/after=/);
        await page.waitForFunction((seen) => document.querySelector('main input[name=ids]').value !== seen, first[0]);
        const second = await boxes();
        assert.ok(second.length > 0 && second.every((id) => !first.includes(id)), 'others');
        await looks(page, options);
        // What is wrong comes back with the same page of families.
        await submit(page);
        await page.locator('#ids-wrong').waitFor();
        assert.deepEqual(await boxes(), second);
        await page.locator('main input[name=ids]').first().check();
        await submit(page);
        await done(page, 'rules-move');
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}
