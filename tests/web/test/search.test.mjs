// Searching: in the field of every page and on a page of its own, on a desk with scripts and on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false }, { size: 'phone', scripts: true, language: 'en' }];

for (const options of WAYS) {
    test(`a professional finds dossiers by words (${JSON.stringify(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        await page.goto(`${home}/families`);
        const name = await page.locator('table tbody th a').first().textContent();
        const word = name.replace('(fictief)', '').trim().split(/\s+/).at(-1);
        await page.fill('#seek', word);
        await page.press('#seek', 'Enter');
        const first = page.locator('.k-found h2 a').first();
        await first.waitFor();
        assert.ok(!page.url().includes(word), 'no word stands in an address');
        assert.ok((await page.locator('.k-found h2 a').allTextContents()).includes(name));
        assert.equal(await page.inputValue('#text'), word);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);

        // In any form, with what was found marked, and on to where it stands.
        await page.fill('#text', 'schulden');
        await page.click('main form[role=search] button');
        await page.locator('.k-found mark', { hasText: /schuld/i }).first().waitFor();
        for (const mark of await page.locator('.k-found mark').allTextContents()) assert.match(mark, /schuld/i);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 1, `${wide} pixels too wide`);
        if (await page.locator('.k-pages button').count() > 0) {
            const before = await page.locator('.k-found h2 a').first().getAttribute('href');
            await page.locator('.k-pages button').last().click();
            await page.locator(`.k-found h2 a[href="${before}"]`).waitFor({ state: 'detached' });
            assert.ok(await page.locator('.k-found mark').count() > 0);
        }
        const place = page.locator('.k-found li li a').first();
        const href = await place.getAttribute('href');
        await place.click();
        await page.waitForURL((url) => url.pathname === href);

        // Nothing found helps on, and what cannot be searched for is said.
        await page.goto(`${home}/search`);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        await page.fill('#text', 'xylofoonplayback');
        await page.press('#text', 'Enter');
        await page.locator('.k-empty').waitFor();
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        await page.fill('#text', 'de het');
        await page.press('#text', 'Enter');
        await page.locator('#text-wrong').waitFor();
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('whoever sees no dossiers has no field', async () => {
    const page = await signedIn(browser, 'reader');
    const seen = await page.locator('#seek').count();
    const response = await page.goto(`${home}/search`);
    assert.deepEqual([seen, response.status() === 404], [0, true]);
    await page.context().close();
});
