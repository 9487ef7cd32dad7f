// Somebody of a family says on a phone who may read the story, one audience after the other; the office sees it at once, and
// no more once it was taken back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FAMILY_TENANT, ORIGIN, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${FAMILY_TENANT}`;
const AUDIENCES = [['municipality', 'de gemeente'], ['dji', 'DJI']];

/** The dossier of the family of which somebody has a login. */
async function dossierOf(page) {
    await page.goto(`${home}/families`);
    const hrefs = await page.locator('main tbody th a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const href of hrefs) {
        await page.goto(`${ORIGIN}${href}/people`);
        if (await page.locator('a[href*="/logins/end?of="]').count() > 0) return `${ORIGIN}${href}`;
    }
    throw new Error('nobody of a family has a login');
}

/** Consents to the story being told, to whomever it is approved for. */
async function consent(page) {
    await page.goto(`${home}/my/consents`);
    const story = page.locator('section', { has: page.locator('#of-story') });
    if (await story.locator('form[action$="/give"]').count() === 0) {
        await story.locator('form[action$="/withdraw"] button').first().click();
        await page.waitForURL(/done=own-withdraw/);
    }
    await story.locator('form[action$="/give"] button').click();
    await page.waitForURL(/done=own-give/);
}

for (const scripts of [true, false]) {
    test(`a story is approved per audience by somebody of the family, and taken back (phone, ${scripts ? 'with' : 'without'} scripts)`, async () => {
        const office = await signedIn(browser, 'coordinator', { tenant: FAMILY_TENANT });
        const dossier = await dossierOf(office);
        const badge = (audience) => office.locator('.k-badge--good', { hasText: audience });
        const page = await signedIn(browser, 'family_member', { size: 'phone', scripts, tenant: FAMILY_TENANT });
        await consent(page);
        await page.goto(`${home}/my/story`);
        // Whoever came before may have left it approved.
        const standing = page.locator('main section').first().locator('form[action$="/story/withdraw"] button');
        while (await standing.count() > 0) {
            await standing.first().click();
            await page.waitForURL(/done=own-disapprove/);
            await page.goto(`${home}/my/story`);
        }
        for (const [code, audience] of AUDIENCES) {
            const story = page.locator('main section').first();
            await story.locator('select[name=audience]').selectOption(code);
            await story.locator('form[action$="/story/approve"] button').click();
            await page.waitForURL(/done=own-approve/);
            const approved = page.locator('main section').first().locator('li', { hasText: audience });
            await approved.waitFor();
            assert.equal(await page.locator(`main section >> nth=0 >> option[value=${code}]`).count(), 0, 'what was said is not asked again');
            if (scripts) assert.deepEqual(await wrongs(page), []);
            // Where several adults live, the others have a say as well.
            await office.goto(`${dossier}/story`);
            await office.getByText(audience).first().waitFor();
            await page.goto(`${home}/my/story`);
        }
        const shown = await badge('DJI').count();
        for (const [, audience] of AUDIENCES) {
            const approved = page.locator('main section').first().locator('li', { hasText: audience });
            await approved.locator('form[action$="/story/withdraw"] button').click();
            await page.waitForURL(/done=own-disapprove/);
            await approved.waitFor({ state: 'detached' });
            await page.goto(`${home}/my/story`);
        }
        await office.goto(`${dossier}/story`);
        assert.equal(await badge('DJI').count(), 0, `nobody reads it any more, where ${shown} did`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 1, `${wide} pixels too wide`);
        assert.deepEqual([...page.said, ...office.said], []);
        for (const one of [page, office]) await one.context().close();
    });
}
