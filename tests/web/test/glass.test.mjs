// A glass is broken: a professional who does not work with a family finds its dossier, opens it with a reason for some hours,
// and a coordinator reviews it. On a desk with scripts, on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, done, fine, newFamily, open, signedIn, submit, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }];
const looks = async (page, options) => assert.deepEqual(await fine(page, options), []);

/** A family that nobody works with but who leads the office, with somebody of whom one knows the name and the birthday. */
async function unknown(page, last) {
    const dossier = await newFamily(page, `${last} (fictief)`);
    await page.goto(`${dossier}/people/new`);
    await page.fill('#name', `Noor ${last}`);
    await page.selectOption('#relation', 'partner');
    await page.fill('#born_on', '1988-03-04');
    await submit(page);
    await done(page, 'person');
    return dossier;
}

for (const options of WAYS) {
    test(`a dossier is opened in an emergency, with a reason that is reviewed (${told(options)})`, async () => {
        const last = `Glasbreek${options.size}`;
        const lead = await signedIn(browser, 'coordinator', options);
        const dossier = await unknown(lead, last);
        const page = await signedIn(browser, 'professional', options);
        assert.equal((await page.goto(dossier)).status(), 404, 'it is not theirs to see');

        await page.goto(home);
        await page.click('main a[href$="/emergency"]');
        await page.waitForURL(/\/emergency$/);
        await looks(page, options);
        await page.fill('#last_name', 'Nergensbekend');
        await page.fill('#born_on', '1988-03-04');
        await submit(page);
        await page.locator('[data-errors]').waitFor();
        assert.equal(await page.inputValue('#last_name'), 'Nergensbekend');
        await page.fill('#last_name', last);
        await submit(page);
        await page.waitForURL(/\/emergency\/new\?of=tra_/);
        assert.equal(await page.getByText('Noor').count(), 0, 'nobody is shown before there is a reason');
        await looks(page, options);
        await submit(page);
        await page.locator('#reason-wrong').waitFor();
        await page.fill('#reason', 'De buurvrouw belt: het gaat niet goed, en het team is er niet.');
        await submit(page);
        await page.waitForURL((url) => url.href === dossier);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await looks(page, options);
        await page.goto(`${dossier}/people`);
        await page.getByText(`Noor ${last}`).first().waitFor();
        assert.equal(await page.locator('a[href*="/people/new"]').count(), 0, 'one looks, and changes nothing');

        await lead.goto(`${home}/office`);
        const glass = lead.locator('section[aria-labelledby=glasses] article', { has: lead.locator(`a[href="${new URL(dossier).pathname}"]`) });
        await glass.getByText('De buurvrouw belt').waitFor();
        await looks(lead, options);
        await glass.locator('form button').click();
        await lead.locator('[data-errors]').waitFor();
        await glass.locator('input[name=verdict][value=justified]').check();
        await glass.locator('textarea[name=note]').fill('Terecht: er was niemand anders.');
        await glass.locator('form button').click();
        await done(lead, 'glass');
        await glass.waitFor({ state: 'detached' });
        // Whoever was there can be told so afterwards.
        await lead.goto(`${dossier}/looked`);
        await lead.locator('tbody tr', { hasText: /nood|emergency/i }).first().waitFor();
        await looks(lead, options);
        assert.deepEqual([...page.said.filter((said) => !said.includes('404')), ...lead.said], []);
        for (const one of [page, lead]) await one.context().close();
    });
}
