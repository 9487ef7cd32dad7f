// A coordinator closes a quarter: looks at what stands out, counts, approves; and sees the office's own figures of now.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const submit = (page) => page.click('main form[data-draft] .k-buttons button');

for (const options of [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }]) {
    test(`a coordinator closes the quarter before the last (${options.size})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        await page.goto(`${home}/figures/quarter`);
        // The last quarter is published already; the two before it are closed here, one in each way.
        const before = page.locator('main nav a[href*="/figures/quarter?of="]').nth(options.size === 'desk' ? 1 : 2);
        await before.click();
        await page.waitForURL(/of=\d{4}-Q\d/);
        const check = page.locator('details.k-check li a').first();
        const lists = page.locator('details.k-check summary');
        if (await lists.count() > 0) {
            await lists.first().click();
            assert.match(await check.getAttribute('href'), /\/dossiers\/tra_[0-9a-f]+/);
        }
        await page.click('main a[href*="/figures/new?of="]');
        await page.waitForURL(/\/figures\/new/);
        await submit(page);
        await page.waitForURL(/\/figures\/quarter\?of=.*done=period$/);
        assert.equal(await page.locator('[aria-labelledby=counts] .k-rows > li').count(), 1);
        await page.click('main a[href*="/figures/sure?of="]');
        await page.waitForURL(/\/figures\/sure/);
        await submit(page);
        await page.waitForURL(/done=period-approve/);
        await page.locator('[aria-labelledby=counts] .k-badge--busy').waitFor();
        assert.equal(await page.locator('main a[href*="/figures/sure?of="]').count(), 0, 'what is approved is approved once');
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('own figures stand beside the national ones, as pictures and as tables', async () => {
    const page = await signedIn(browser, 'coordinator');
    await page.goto(`${home}/figures/live`);
    const drawings = page.locator('figure.k-drawing');
    assert.ok(await drawings.count() >= 10);
    const table = drawings.first().locator('table');
    assert.equal(await table.locator('thead th').count(), 3, 'what, ours, national');
    assert.ok(await page.locator('line.d-whisker').count() > 0, 'a national figure shows its margin');
    const newest = await page.locator('main nav a[aria-current=true]').innerText();
    await page.locator('main nav a[href*="/figures/live?of="]').last().click();
    await page.waitForURL(/of=/);
    assert.notEqual(await page.locator('main nav a[aria-current=true]').innerText(), newest);
    await page.goto(`${home}/figures/live?of=1999-Q9`);
    assert.equal(await page.locator('figure.k-drawing').count(), 0);
    await page.context().close();
});

test('whoever closes no quarters is not shown how', async () => {
    const page = await signedIn(browser, 'professional');
    assert.equal((await page.goto(`${home}/figures/quarter`)).status(), 404);
    await page.context().close();
});
