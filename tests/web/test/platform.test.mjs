// Whoever runs the platform sees how it does, and nothing of any casework.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, byToken, open, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

for (const options of [{ size: 'desk', scripts: true }, { size: 'phone', scripts: false, language: 'en' }]) {
    test(`an operator sees the tenants, their keys and their health (${options.size})`, async () => {
        const page = await byToken(browser, 'operator', options);
        assert.ok(await page.locator('[aria-labelledby=tenants] .k-rows > li').count() >= 6);
        const machine = await page.locator('[aria-labelledby=machine]').innerText();
        assert.match(machine, options.language === 'en' ? /GiB free/ : /GiB vrij/);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        await page.click(`a[href="/platform/tenant?of=${TENANT}"]`);
        await page.locator('#keys').waitFor();
        assert.ok(await page.locator('[aria-labelledby=keys] .k-rows > li').count() >= 1);
        if (options.scripts) assert.deepEqual(await wrongs(page), []);
        const text = await page.locator('main').innerText();
        assert.doesNotMatch(text, /\(fictief\)/, 'no family stands there');
        assert.equal((await page.goto(`${ORIGIN}/platform/tenant?of=nergens`)).status(), 404);
        // What an operator is known by opens no office.
        await page.goto(`${ORIGIN}/t/${TENANT}/families`);
        assert.match(page.url(), /sign-in/);
        await page.goto(`${ORIGIN}/national`);
        assert.match(page.url(), /national\/sign-in/);
        await page.goto(`${ORIGIN}/platform`);
        await page.click('form[action$="/sign-out"] button');
        await page.waitForURL(/platform\/sign-in/);
        await page.goto(`${ORIGIN}/platform`);
        assert.match(page.url(), /sign-in/);
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}
