// Photos and receipts: added on a phone without scripts and at a desk with them, seen beside the request by whoever decides on
// money, and taken away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;

/** A photo of one colour, which the browser draws itself. */
async function photo(browser, colour) {
    const page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    await page.setContent(`<body style="background:${colour};font:4rem serif">Bon (fictief) € 48,50</body>`);
    const buffer = await page.screenshot({ type: 'jpeg' });
    await page.close();
    return { name: 'IMG 0042.jpeg', mimeType: 'image/jpeg', buffer };
}

/** The dossier of a family that the professional works with and that has a tab with this sort of thing on it. */
async function dossier(page, tab, selector) {
    await page.goto(`${home}/families`);
    const links = page.locator('main a[href*="/dossiers/"]');
    const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const href of [...new Set(hrefs)]) {
        await page.goto(`${ORIGIN}${href}${tab}`);
        if (await page.locator(selector).count() > 0) return href;
    }
    throw new Error(`no dossier has ${selector}`);
}

for (const options of [{ size: 'phone', scripts: false, language: 'en' }, { size: 'desk', scripts: true }]) {
    test(`a professional adds a photo to a goal and takes it away (${options.size})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const to = 'main a[href*="/attachments/new?of=goa_"]';
        const at = await dossier(page, '/plan', to);
        await page.locator(to).first().click();
        await page.waitForURL(/\/attachments\/new\?of=goa_/);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        assert.match(await page.getAttribute('#file', 'accept'), /image\/jpeg/);

        // What is no photo comes back with what was typed.
        await page.fill('#about', `Onze nieuwe tafel (${options.size})`);
        await page.setInputFiles('#file', { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg/>') });
        await page.click('main form[enctype] button');
        await page.locator('#file-wrong').waitFor();
        assert.equal(await page.inputValue('#about'), `Onze nieuwe tafel (${options.size})`);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);

        await page.setInputFiles('#file', await photo(browser, 'teal'));
        await page.click('main form[enctype] button');
        await page.waitForURL(/\/plan\?done=attach/);
        const file = page.locator('.k-file', { hasText: `Onze nieuwe tafel (${options.size})` });
        await file.waitFor();
        // A lazy picture is fetched once it is in sight.
        await file.scrollIntoViewIfNeeded();
        const seen = file.locator('img');
        await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await seen.elementHandle()).catch(() => {});
        const preview = await page.request.get(`${ORIGIN}${await seen.getAttribute('src')}`);
        assert.equal(preview.headers()['content-type'], 'image/jpeg');
        assert.equal(preview.headers()['content-security-policy'], "sandbox; default-src 'none'");
        if (options.scripts) {
            assert.ok(await seen.evaluate((img) => img.naturalWidth) > 0, 'the preview is drawn');
            assert.deepEqual(await wrongs(page), []);
        }

        await page.goto(`${ORIGIN}${at}/attachments`);
        const listed = page.locator('.k-files li', { hasText: `Onze nieuwe tafel (${options.size})` });
        assert.equal(await listed.count(), 1);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        await listed.locator('a[href*="/attachments/away?of="]').click();
        await page.waitForURL(/\/attachments\/away/);
        await page.click('main form[data-draft] .k-buttons button');
        await page.waitForURL(/\/attachments\?done=attachment-away/);
        assert.equal(await page.locator('.k-files li', { hasText: `Onze nieuwe tafel (${options.size})` }).count(), 0);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('a receipt stands beside its request for whoever decides on money', async () => {
    const page = await signedIn(browser, 'coordinator');
    await page.goto(`${home}/budget`);
    const waiting = page.locator('main section.k-card').first();
    const title = await waiting.locator('h2').innerText();
    await page.goto(`${ORIGIN}${await waiting.locator('a[href*="/dossiers/"][href$="/budget"]').getAttribute('href')}`);
    await page.locator('article.k-goal', { hasText: title }).locator('a[href*="/attachments/new?of=req_"]').click();
    await page.waitForURL(/\/attachments\/new\?of=req_/);
    await page.fill('#about', 'De bon van het bed');
    await page.setInputFiles('#file', await photo(browser, 'beige'));
    await page.click('main form[enctype] button');
    await page.waitForURL(/\/budget\?done=attach/);
    await page.locator('.k-file', { hasText: 'De bon van het bed' }).first().waitFor();
    await page.context().close();

    const approver = await signedIn(browser, 'budget_approver');
    await approver.goto(`${home}/budget`);
    const receipt = approver.locator('main section.k-card', { hasText: title }).locator('.k-file', { hasText: 'De bon van het bed' });
    const src = await receipt.first().locator('img').getAttribute('src');
    assert.equal((await approver.request.get(`${ORIGIN}${src}`)).status(), 200);
    const other = src.replace(/attachments\/atm_[0-9a-f]+/, 'attachments/atm_00000000000070008000000000000001');
    assert.equal((await approver.request.get(`${ORIGIN}${other}`)).status(), 404);
    assert.deepEqual(await wrongs(approver), []);
    assert.deepEqual(approver.said, []);
    await approver.context().close();
});
